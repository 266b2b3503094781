import { paraglideVitePlugin } from "@inlang/paraglide-js";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    svelte(),
    // `npm test` compiles the messages first; the plugin's watcher would keep the tests from ending.
    ...(process.env.VITEST
      ? []
      : [
          paraglideVitePlugin({
            project: "./project.inlang",
            outdir: "./src/paraglide",
            strategy: ["globalVariable", "baseLocale"],
          }),
        ]),
  ],
  // Tests mount components, so they need the browser build of Svelte.
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  clearScreen: false,
  server: { port: 1420, strictPort: true, host: "127.0.0.1" },
  preview: { port: 1421, strictPort: true, host: "127.0.0.1" },
  build: {
    // The oldest web views we serve: a frozen WebView2 109 and WebKitGTK of 2023.
    target: ["chrome109", "safari15.6"],
    // Nothing inline: the window's content security policy allows only files of our own.
    assetsInlineLimit: 0,
  },
  test: {
    // An old build machine takes its time over axe.
    testTimeout: 30_000,
    environment: "jsdom",
    setupFiles: ["src/test/browser.ts"],
    include: ["src/**/*.test.ts"],
  },
});
