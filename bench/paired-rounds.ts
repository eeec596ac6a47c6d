/** The figures of several contenders, round by round: those of one round were measured next to each other. */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** Measures all contenders in turn, round after round, so that a noisy machine is noisy to all; one more round warms up. */
export async function pairedRounds<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, (round: number) => Promise<number>>>,
): Promise<Rounds<Name>> {
  const names = Object.keys(contenders) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) {
      const figure = await contenders[name](round);
      if (round > 0) figures[name].push(figure);
    }
  }
  return figures;
}

/** One ratio per round. */
export function ratios(of: readonly number[], to: readonly number[]): number[] {
  return of.map((figure, round) => figure / (to[round] ?? Number.NaN));
}
