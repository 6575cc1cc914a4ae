// What the server says about a kitchen's day.

import type { MealPeriod, Named, Text } from "../common/wire";

export interface KitchenItem {
  id: number;
  dish_code: string;
  name: Text;
  category: string;
  vendor: string;
  price_fen: number;
  unit: string;
  planned_portions: number | null;
  sold_portions: number;
  portions_left: number | null;
  is_sold_out: boolean;
}

export interface Dish {
  code: string;
  name: Text;
  category: string;
  vendor: string;
  price_fen: number;
  unit: string;
  pinyin: string[];
}

export interface KitchenMenu {
  date: string;
  period: string;
  meal_periods: MealPeriod[];
  categories: Named[];
  items: KitchenItem[];
  dishes: Dish[];
}
