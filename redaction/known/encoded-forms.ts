/** A text that stands for a value, as another one would have written it. */
export interface EncodedForm {
  readonly text: string;
  /** Characters of base64 right before and after it that also hold a part of the value. */
  readonly borders: 0 | 1;
}

const plain = (text: string): EncodedForm => ({ text, borders: 0 });

/** A value as it is, and encoded once: in JSON, in an address, in hexadecimal, in base64 wherever it begins. */
export function encodedForms(value: string): readonly EncodedForm[] {
  const bytes = Buffer.from(value, "utf8");
  const hex = bytes.toString("hex");
  const forms = [
    plain(value),
    ...jsonForms(value).map(plain),
    ...urlForms(value).map(plain),
    ...[hex, hex.toUpperCase()].map(plain),
    ...[0, 1, 2].flatMap((offset) => base64Forms(bytes, offset)),
  ];
  return [...new Map(forms.map((form) => [form.text, form])).values()];
}

/** As JavaScript, Go, PHP and Python write it. */
function jsonForms(value: string): readonly string[] {
  const inner = JSON.stringify(value).slice(1, -1);
  const unicode = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return [
    inner,
    inner.replaceAll(/[<>&]/g, unicode),
    inner.replaceAll("/", "\\/"),
    inner.replaceAll(/[^\0-\x7e]/g, unicode),
  ];
}

function urlForms(value: string): readonly string[] {
  const encoded = encodeURIComponent(value.toWellFormed());
  const strict = encoded.replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const all = [encoded, strict, encodeURI(value.toWellFormed())];
  const small = all.map((text) => text.replaceAll(/%../g, (code) => code.toLowerCase()));
  return [...all, ...small].flatMap((text) => [text, text.replaceAll(/%20/g, "+")]);
}

/** The characters of base64 that hold nothing but the value, when so many bytes (of three) stand before it. */
function base64Forms(bytes: Buffer, offset: number): readonly EncodedForm[] {
  const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
  const whole = shifted.toString("base64").replace(/=+$/, "");
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor((shifted.length * 8) / 6);
  const text = whole.slice(first, last);
  const forUrl = text.replaceAll("+", "-").replaceAll("/", "_");
  return [text, forUrl].map((form) => ({ text: form, borders: 1 }));
}
