"""What does a scheme mean for people: in sentences, with its weak places, and against another version?"""
