/** Resolves once a condition holds; the test's own time limit ends a wait in vain. What throws does not hold yet. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const holds = async () => condition();
  while (!(await holds().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 10));
}
