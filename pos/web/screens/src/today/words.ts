// The words of the day's page, which says everything in both languages at once.

import type { Text } from "../common/wire";

export const CHECK_NOW: Text = { zh: "现在核对", en: "Check now" };
export const CHECKING: Text = { zh: "正在核对…", en: "Checking…" };
