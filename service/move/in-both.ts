/** Something that is in one of two lists, or in both. */
export interface InBoth {
  readonly id: string;
  readonly isInFirst: boolean;
  readonly isInSecond: boolean;
}

/** Goes through two lists side by side, each of which is in order and has nothing twice. */
export async function* inBoth(
  first: AsyncIterable<string>,
  second: AsyncIterable<string>,
): AsyncGenerator<InBoth> {
  const [one, other] = [first[Symbol.asyncIterator](), second[Symbol.asyncIterator]()];
  let [a, b] = [await next(one), await next(other)];
  while (a !== undefined || b !== undefined) {
    const id = a === undefined || (b !== undefined && b < a) ? (b as string) : a;
    const [isInFirst, isInSecond] = [a === id, b === id];
    yield { id, isInFirst, isInSecond };
    if (isInFirst) a = await next(one);
    if (isInSecond) b = await next(other);
  }
}

async function next(iterator: AsyncIterator<string>): Promise<string | undefined> {
  const { done, value } = await iterator.next();
  return done ? undefined : value;
}
