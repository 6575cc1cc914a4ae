"""How is each part of a scheme said, in Chinese and in English?"""
