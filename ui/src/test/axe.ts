import axe from "axe-core";

/** The accessibility faults of what is mounted, as short lines; colours need a real browser. */
export async function faults(root: Element): Promise<string[]> {
  const report = await axe.run(root, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
    rules: { "color-contrast": { enabled: false } },
  });
  return report.violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(" ")}`);
}
