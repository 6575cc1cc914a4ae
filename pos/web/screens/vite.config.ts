// One build, one entry per screen. The server reads dist/manifest.json and writes the tags.
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/static/screens/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    manifest: "manifest.json",
    // Tills are kiosks that stay behind: this is the last Chromium for Windows 7 and 8.1.
    target: "chrome109",
    // Both would put text into the page that a strict content policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: Object.fromEntries(
        ["cashier", "kitchen", "desk", "paper", "prices", "members", "imports", "cash", "door", "staff", "approvals", "today"].map((screen) => [screen, `src/${screen}/main.tsx`]),
      ),
    },
  },
  test: { include: ["tests/**/*.test.ts"] },
});
