import type { User } from "../../../protocol/identity.ts";
import { html } from "./html.ts";
import type { PageContent } from "./send-page.ts";

/** Asks for a personal token. @param problem why the last one did not do */
export function tokenPage(action: string, returnTo: string, problem?: string): PageContent {
  return {
    status: problem === undefined ? 200 : 401,
    title: "Sign in",
    body: html`${problem === undefined ? undefined : html`<p class="problem" id="problem" role="alert">${problem}</p>`}
<form method="post" action="${action}">
<input type="hidden" name="return" value="${returnTo}">
<label for="token">Personal token</label>
<input id="token" name="token" type="password" required autocomplete="current-password" spellcheck="false"
${problem === undefined ? undefined : html`aria-invalid="true"`} aria-describedby="${problem === undefined ? "note" : "problem note"}">
<button class="main">Sign in</button>
</form>
<p class="note" id="note">It begins with ocs_pat_. Whoever runs this service gives you one.</p>`,
  };
}

/** A sign-in that came to nothing. @param again where to begin anew; undefined: that would not help */
export function problemPage(status: number, title: string, text: string, again?: string): PageContent {
  return {
    status,
    title,
    body: html`<p role="alert">${text}</p>
${again === undefined ? undefined : html`<p><a href="${again}">Sign in again</a></p>`}`,
  };
}

/** Somebody is signed in whose groups are not known. @param message why, without its full stop @param next where they wanted to go */
export function withoutGroupsPage(message: string, next: string): PageContent {
  return {
    title: "You are signed in, without your groups",
    body: html`<p>${message}. What is shared with a group of yours, and what you may do by one, stays closed to you. Show this to whoever runs the sign-in of your organisation.</p>
<p><a href="${next}">Continue</a></p>`,
  };
}

export interface AskedToAllow {
  readonly label: string;
  readonly code: string;
  /** The sealed request, as it came. */
  readonly request: string;
  readonly user: User;
}

/** Asks whether a program may act for somebody. @param path where the service's own forms begin */
export function allowPage(path: string, { label, code, request, user }: AskedToAllow): PageContent {
  const { name, email, id, org } = user;
  const who = name ?? email ?? id;
  return {
    title: `Allow “${label}”?`,
    body: html`<p>It wants to share and read sessions as <strong>${who}</strong>${email && email !== who ? ` (${email})` : ""} of <strong>${org}</strong>.</p>
<p>Allow it only if it shows this code to you now:</p>
<code>${code}</code>
<form class="buttons" method="post" action="${path}/device/allow">
<input type="hidden" name="request" value="${request}">
<button class="main">Allow</button>
<button formaction="${path}/device/deny">Deny</button>
</form>
<p class="note">Somebody sent you here, or the code is another one? Then deny. What you allow lasts 90 days, or until you sign out there.</p>
<form method="post" action="${path}/logout">
<input type="hidden" name="return" value="${path}/device?request=${request}">
<p class="note">Not you? <button>Sign out</button></p></form>`,
  };
}

export function allowedPage(label: string): PageContent {
  return {
    title: "Allowed",
    body: html`<p>“${label}” is signed in. You can close this page and go back to it.</p>`,
  };
}

export function deniedPage(label: string): PageContent {
  return {
    title: "Denied",
    body: html`<p>“${label}” was not signed in. You can close this page.</p>`,
  };
}

export const expiredPage = problemPage(
  410,
  "This request is over",
  "It was valid for ten minutes. Begin again in the program that sent you here.",
);

export const answeredPage = problemPage(
  409,
  "This request was answered already",
  "If the program that sent you here is not signed in, begin again there.",
);

/** @param again where to sign in as whomever */
export function signedOutPage(again: string): PageContent {
  return { title: "Signed out", body: html`<p><a href="${again}">Sign in again</a></p>` };
}
