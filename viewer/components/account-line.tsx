import type { Account } from "./access.ts";

/** Who is signed in, quietly, and the way out. */
export function AccountLine({ account }: { account: Account }) {
  return (
    <p class="account">
      <span class="account-name" title={`Signed in as ${account.name}`}>
        <span class="account-as">Signed in as </span>
        <bdi>{account.name}</bdi>
      </span>
      <button type="button" class="plain" onClick={() => void account.signOut()}>
        Sign out
      </button>
    </p>
  );
}
