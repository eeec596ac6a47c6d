/**
 * The sets of nodes of a graph that lead back to themselves, by Tarjan's algorithm for strongly connected components.
 * @param next where the arrows of a node lead
 */
export function circlesOf(
  nodes: Iterable<string>,
  next: (node: string) => Iterable<string>,
): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const onPath = new Set<string>();
  const circles: string[][] = [];
  const visit = (node: string) => {
    const own = index.size;
    index.set(node, own);
    let low = own;
    path.push(node);
    onPath.add(node);
    for (const other of next(node)) {
      if (!index.has(other)) visit(other);
      if (onPath.has(other)) low = Math.min(low, lowest.get(other) ?? index.get(other) ?? low);
    }
    lowest.set(node, low);
    if (low !== own) return;
    const circle = path.splice(path.indexOf(node));
    for (const member of circle) onPath.delete(member);
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const node of nodes) if (!index.has(node)) visit(node);
  return circles;
}
