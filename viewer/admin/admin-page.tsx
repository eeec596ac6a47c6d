import { useCallback, useEffect, useState } from "preact/hooks";
import type { User } from "../../protocol/identity.ts";
import { Icon } from "../components/icon.tsx";
import type { AdminApi } from "./admin-api.ts";
import { AuditSection } from "./audit-section.tsx";
import { messageOf } from "./message-of.ts";
import { SharesSection } from "./shares-section.tsx";
import { UsageSection } from "./usage-section.tsx";

type Entry =
  | { readonly state: "loading" }
  | { readonly state: "nobody"; readonly title: string; readonly advice: string; readonly canSignIn: boolean }
  | { readonly state: "in"; readonly user: User };

/** What admins do in a browser: find shares, end them, see how much there is and what happened. */
export function AdminPage({ api }: { api: AdminApi }) {
  const [entry, setEntry] = useState<Entry>({ state: "loading" });
  const [changes, setChanges] = useState(0);
  const onChange = useCallback(() => setChanges((count) => count + 1), []);
  useEffect(() => void enter(api).then(setEntry), [api]);
  if (entry.state === "loading") return <p class="admin-loading muted">Loading …</p>;
  if (entry.state === "nobody") return <Refusal {...entry} signInUrl={api.signInUrl} />;
  const { user } = entry;
  return (
    <>
      <header class="admin-header">
        <div class="admin-width">
          <h1>Administration</h1>
          <p class="muted">
            {user.name ?? user.id} · {user.role === "admin" ? "the whole service" : user.org}
          </p>
        </div>
      </header>
      <main class="admin-width admin-sections">
        <SharesSection api={api} isAdmin={user.role === "admin"} onChange={onChange} />
        <UsageSection api={api} changes={changes} />
        <AuditSection api={api} changes={changes} />
      </main>
    </>
  );
}

function Refusal(props: { title: string; advice: string; canSignIn: boolean; signInUrl: string }) {
  return (
    <main class="end">
      <div class="end-inner" role="status">
        <span class="end-icon">
          <Icon name="alert" />
        </span>
        <h1>{props.title}</h1>
        <p>{props.advice}</p>
        {props.canSignIn && (
          <p>
            <a class="button button-primary" href={props.signInUrl}>
              Sign in
            </a>
          </p>
        )}
      </div>
    </main>
  );
}

/** Finds out who is there. The service decides about each request anew; this only says it nicely. */
async function enter(api: AdminApi): Promise<Entry> {
  const nobody = (title: string, advice: string, canSignIn = false): Entry => ({
    state: "nobody",
    title,
    advice,
    canSignIn,
  });
  try {
    const [auth, user] = [await api.auth(), await api.me()];
    if (auth === "none")
      return nobody(
        "This service has no accounts",
        "So nobody can manage it here. Whoever has its data folder can, with npm run admin.",
      );
    if (!user) return nobody("Sign in to manage shares", "This page is for admins.", true);
    if (user.role === "member")
      return nobody(
        "This page is for admins",
        `You are signed in as ${user.name ?? user.id}, who is not an admin.`,
        true,
      );
    return { state: "in", user };
  } catch (error) {
    return nobody("This cannot be shown now", messageOf(error));
  }
}
