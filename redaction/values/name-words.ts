/** The words of a name, small: `AWS_SECRET_KEY`, `awsSecretKey` and `aws.secret-key` have the same. */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");

/** What a name says of its value. */
export type NameClass = "password" | "secret" | "key" | "none";

/** What may still follow the word that counts. */
const SUFFIX =
  /(?:_(?:\d{1,3}|v\d|value|val|prod|production|dev|staging|stage|live|test|old|new|current|default|text|plain|plaintext|base64|b64|base|main|primary|secondary|ro|rw|read|write|string|str|raw|env|override))*$/;
const PASSWORD =
  /(?:password|passwords|passwd|passwort|passphrase|passcode|kennwort|pwd|^_pw|_(?:db|user|admin|root|ftp|smtp)_pw|_pass|(?:db|root|user|ftp|smtp|admin|my|key|store|require|sudo)pass|masterauth)$/;
const SECRET =
  /(?:secret|secrets|token|tokens|credential|credentials|_creds?|_auth|_pat|_jwt|_bearer|apikey|_salt|_psk|_otp|_hmac|authorization|phpsessid|jsessionid|connectionstring|connection_string|_mnemonic|_seed_phrase|_recovery_phrase)$/;
const KEY =
  /_(?:api|access|secret|private|signing|signature|encryption|encrypt|decryption|auth|authentication|master|account|shared|license|app|application|client|service|admin|deploy|storage|webhook|hmac|session|cookie|crypto|consumer|subscription|integration|ingest|ingestion|security|server|root|functions|host|jwt|nonce|logged_in|management|developer|user|personal|project|publish|pre_?shared|vault|transit|rest|search|write|read|stripe|openai|anthropic|gemini|claude|github|gitlab|aws|azure|gcp|sendgrid|twilio|mapbox|backend|internal|partner|merchant|billing|payment|bot|function|salt|data|db|database|cipher|aes|rsa|hs256|sso|saml|oauth|oidc)_?keys?$/;
const KEYS_IN_ONE =
  /(?:accesskey|secretkey|privatekey|signingkey|encryptionkey|authkey|masterkey|accountkey|sharedkey|sharedaccesskey|licensekey|apikeys|appkey|clientkey)$/;
/** Right before it, or anywhere: what is counted, paged, public or only named. */
const HARMLESS =
  /_(?:max|min|num|count|limit|total|page|next|prev|previous|continuation|cursor|sort|primary|foreign|partition|cache|row|object|public|pub|publishable|idempotency|input|output|prompt|completion|cached|reasoning|csrf|xsrf|antiforgery|sync|cancellation|cancel|abort|has|is|use|show|hide|enable|invalid|missing|unexpected|expected|eos|bos|pad|unk|mask|end|start|stop|special|syntax|lexer|parser|refresh_page|design|color|theme|css|anon|site|sitekey|websocket)_(?:\w{1,12}_)?$/;

/** Which of these a name is: of a password, of another secret, of some key, of none. */
export function classOf(words: readonly string[]): NameClass {
  const name = `_${words.join("_")}`.replace(SUFFIX, "");
  const ended = endOf(name);
  if (!ended) return "none";
  const before = `${name.slice(0, name.length - ended.length).replace(/_$/, "")}_`;
  if (HARMLESS.test(before)) return "none";
  return ended.is;
}

function endOf(name: string): { readonly is: NameClass; readonly length: number } | undefined {
  for (const [is, expression] of CLASSES) {
    const match = expression.exec(name);
    if (match) return { is, length: match[0].length };
  }
  return undefined;
}

const CLASSES = [
  ["password", PASSWORD],
  ["secret", SECRET],
  ["secret", KEYS_IN_ONE],
  ["secret", KEY],
  ["key", /_key$/],
] as const;
