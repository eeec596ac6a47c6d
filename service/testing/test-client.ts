import { soonestEnd } from "../../fixtures/soonest-end.ts";
import { routePath, routes } from "../../protocol/routes.ts";
import type { CreateShareRequest, CreateShareResponse, UpdateShareRequest } from "../../protocol/share.ts";

/** What tests ask of a service over real sockets. */
export class TestClient {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async create(fields: Partial<CreateShareRequest> = {}): Promise<CreateShareResponse> {
    const response = await this.#post(routes.createShare.path, { sessionId: "ses_sample", ...fields });
    return (await response.json()) as CreateShareResponse;
  }

  /** Answers the HTTP status. */
  async sync({ shareId, secret }: CreateShareResponse, entries: readonly unknown[]): Promise<number> {
    const response = await this.#post(routePath(routes.syncShare, shareId), { entries }, secret);
    await response.arrayBuffer();
    return response.status;
  }

  /** Changes what its owner may change. Answers the HTTP status. */
  async change({ shareId, secret }: CreateShareResponse, body: UpdateShareRequest): Promise<number> {
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    const url = this.url + routePath(routes.updateShare, shareId);
    const response = await fetch(url, { method: "PATCH", headers, body: JSON.stringify(body) });
    await response.arrayBuffer();
    return response.status;
  }

  /** Lets a share end as soon as this machine allows. Answers when, Unix ms. */
  endSoon(share: CreateShareResponse): Promise<number> {
    return soonestEnd(async (expiresAt) => (await this.change(share, { expiresAt })) === 200);
  }

  async remove({ shareId, secret }: CreateShareResponse): Promise<number> {
    const headers = { authorization: `Bearer ${secret}` };
    return (await fetch(this.url + routePath(routes.deleteShare, shareId), { method: "DELETE", headers }))
      .status;
  }

  read(shareId: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(this.url + routePath(routes.readShare, shareId), { headers });
  }

  #post(path: string, body: object, secret?: string): Promise<Response> {
    const authorization = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
    const headers = { "content-type": "application/json", ...authorization };
    return fetch(this.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  }
}

/** The key of the n-th text part of a sample session. */
export const key = (n: number) => `session/part/ses_sample/msg_1/prt_${n}`;

/** A text part as it travels. */
export const part = (n: number, text: string) => ({ key: key(n), content: { type: "text", text } });
