/** How an answer may be made smaller, the best first. */
const ENCODINGS = ["br", "gzip"] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** The best encoding that an `Accept-Encoding` allows (RFC 9110, 12.5.3); undefined: the answer goes as it is. */
export function acceptedEncoding(header: string | undefined): Encoding | undefined {
  const weights = new Map(
    (header ?? "").split(",").map((one) => {
      const [name = "", ...parameters] = one.split(";").map((word) => word.trim().toLowerCase());
      const weight = parameters.map((word) => /^q\s*=\s*([\d.]+)$/.exec(word)?.[1]).find(Boolean);
      return [name, weight === undefined ? 1 : Number(weight)] as const;
    }),
  );
  const weightOf = (name: string) => weights.get(name) ?? weights.get("*") ?? 0;
  return ENCODINGS.find((name) => weightOf(name) > 0);
}
