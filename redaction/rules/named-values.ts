import { expressionOf, parseForm } from "./form.ts";

/** A secret whose form many other things have too: what it is called beside it tells what it is. */
export interface NamedValue {
  readonly kind: string;
  /** Words of which one must be in the name, small, with `_` between words. */
  readonly names: readonly string[];
  /** As `parseForm` reads them; the whole value has one of them. */
  readonly forms: readonly string[];
}

const named = (kind: string, names: string, ...forms: readonly string[]): NamedValue => ({
  kind,
  names: names.split(" "),
  forms,
});

/** Names are looked for in this order. */
export const namedValues: readonly NamedValue[] = [
  named("aws-secret-key", "aws_secret aws_secret_access secret_access secretaccess aws", "<b:40>"),
  named("aws-session-token", "aws_session session_token", "<b:80-2000><pad>"),
  named("azure-storage-key", "account azure_storage", "<b:86>=="),
  named("azure-shared-access-key", "shared_access sharedaccess service_bus event_hub", "<b:40-90><pad>"),
  named("azure-cosmos-key", "cosmos documentdb", "<b:86>=="),
  named("azure-cognitive-key", "azure cognitive openai_api speech", "<h:32>"),
  named("azure-devops-token", "azure_devops ado devops vsts azdo system_access", "<l:52>"),
  named("cloudflare-global-key", "cloudflare cf x_auth", "<h:37>"),
  named("cloudflare-token", "cloudflare cf", "<u:40>"),
  named("datadog-key", "datadog dd", "<h:32>"),
  named("datadog-application-key", "datadog dd", "<h:40>"),
  named("digitalocean-spaces-secret", "digitalocean spaces do_spaces", "<b:43>"),
  named("heroku-key", "heroku", "<uuid>"),
  named("vercel-token", "vercel now_token", "<a:24>"),
  named("netlify-token", "netlify", "<u:40-64><pad>"),
  named("linode-token", "linode", "<h:64>"),
  named("hetzner-token", "hetzner hcloud", "<a:64>"),
  named("vultr-key", "vultr", "<U:36>"),
  named("scaleway-secret-key", "scaleway scw", "<uuid>"),
  named("ovh-secret", "ovh", "<a:32>"),
  named("railway-token", "railway", "<uuid>"),
  named("ibm-cloud-key", "ibm ibmcloud bluemix", "<u:44>"),
  named("alibaba-secret-key", "alibaba aliyun alicloud oss", "<a:30>"),
  named("tencent-secret-key", "tencent tencentcloud qcloud cos", "<a:32>"),
  named("yandex-secret-key", "yandex yc", "<u:40>"),
  named("twilio-auth-token", "twilio", "<h:32>"),
  named("discord-client-secret", "discord", "<u:32>"),
  named("spotify-client-secret", "spotify", "<h:32>"),
  named("twitch-client-secret", "twitch", "<l:30>"),
  named("twitter-api-secret", "twitter", "<a:45-50><pad>"),
  named("facebook-app-secret", "facebook fb meta", "<h:32>"),
  named("linkedin-client-secret", "linkedin", "<a:16>"),
  named("microsoft-teams-or-entra-secret", "entra aad tenant graph", "<t:34-44><pad>"),
  named("algolia-key", "algolia", "<h:32>"),
  named("meilisearch-key", "meili meilisearch", "<u:16-64><pad>"),
  named("typesense-key", "typesense", "<a:32-48><pad>"),
  named("rollbar-token", "rollbar", "<h:32>"),
  named("bugsnag-key", "bugsnag", "<h:32>"),
  named("honeybadger-key", "honeybadger hb", "<a:32>", "<a:36>"),
  named("sentry-token", "sentry", "<h:64>"),
  named("splunk-token", "splunk hec", "<uuid>"),
  named("sumologic-key", "sumo sumologic", "<a:64>"),
  named("logzio-token", "logz logzio", "<a:32>"),
  named("loggly-token", "loggly", "<uuid>"),
  named("opsgenie-key", "opsgenie", "<uuid>"),
  named("pagerduty-key", "pagerduty pd", "<u:20>", "<u:32>"),
  named("mixpanel-secret", "mixpanel", "<h:32>"),
  named("amplitude-secret", "amplitude", "<h:32>"),
  named("segment-key", "segment", "<a:32>"),
  named("codecov-token", "codecov", "<uuid>"),
  named("coveralls-token", "coveralls", "<a:33>"),
  named("travis-token", "travis", "<u:22>"),
  named("circleci-token", "circle circleci", "<h:40>"),
  named("drone-or-gitea-token", "gitea forgejo codeberg drone", "<h:40>"),
  named("bitbucket-secret", "bitbucket", "<u:32>", "<u:64>"),
  named("jira-token", "jira confluence atlassian", "<a:24>"),
  named("trello-key", "trello", "<h:32>"),
  named("asana-secret", "asana", "<h:32>"),
  named("airtable-key", "airtable", "key<a:14>"),
  named("zendesk-secret", "zendesk", "<a:40>", "<a:64>"),
  named("freshdesk-key", "freshdesk freshbooks", "<a:20>", "<a:64>"),
  named("intercom-key", "intercom", "<b:58-62><pad>"),
  named("postmark-token", "postmark", "<uuid>"),
  named("sparkpost-key", "sparkpost", "<h:40>"),
  named("mailjet-key", "mailjet", "<h:32>"),
  named("messagebird-key", "messagebird", "<a:25>"),
  named("vonage-secret", "vonage nexmo", "<a:16>"),
  named("plivo-token", "plivo", "<a:40>"),
  named("pusher-secret", "pusher", "<h:20>"),
  named("mattermost-token", "mattermost", "<l:26>"),
  named("snyk-token", "snyk", "<uuid>"),
  named("sonar-token", "sonar sonarqube sonarcloud", "<h:40>"),
  named("weights-and-biases-key", "wandb", "<h:40>"),
  named("mistral-key", "mistral", "<a:32>"),
  named("cohere-key", "cohere co", "<a:40>"),
  named("assemblyai-key", "assemblyai aai", "<h:32>"),
  named("deepgram-key", "deepgram", "<h:40>"),
  named("exa-key", "exa metaphor", "<uuid>"),
  named("pinecone-key", "pinecone", "<uuid>"),
  named("serper-or-serpapi-key", "serper serpapi", "<h:40>", "<h:64>"),
  named("brave-search-key", "brave", "BSA<u:28>"),
  named("together-key", "together", "<h:64>"),
  named("anyscale-or-fal-key", "fal", "<uuid>:<h:32>"),
  named("coinbase-secret", "coinbase", "<b:32-88><pad>"),
  named("binance-secret", "binance", "<a:64>"),
  named("kraken-key", "kraken", "<b:80-90><pad>"),
  named("plaid-secret", "plaid", "<h:30>"),
  named("paypal-secret", "paypal", "<u:80>"),
  named("razorpay-secret", "razorpay", "<a:24>"),
  named("adyen-key", "adyen", "<h:64>"),
  named("mapbox-token", "mapbox", "sk.<j:60-300>"),
  named("etherscan-or-infura-key", "etherscan infura alchemy", "<a:32>", "<a:34>"),
  named("ethereum-private-key", "private deployer wallet ethereum eth", "<x:64>", "0x<x:64>"),
  named("okta-token", "okta", "00<u:40>"),
  named("auth0-secret", "auth0", "<u:64>"),
  named("new-relic-key", "newrelic new_relic", "<h:40>"),
  named("launchdarkly-key", "launchdarkly", "<u:40>"),
  named("mongodb-atlas-key", "atlas", "<uuid>"),
  named("ngrok-token", "ngrok", "<a:24-30>_<a:20-24>"),
  named("dropbox-secret", "dropbox", "<l:15>"),
  named("upstash-token", "upstash", "<b:40-140><pad>"),
  named("tiktok-secret", "tiktok", "<a:32>"),
  named("kakao-or-naver-key", "kakao naver", "<h:32>"),
  named("fastly-key", "fastly", "<u:32>"),
  named("finnhub-key", "finnhub", "<l:20>"),
  named("etsy-key", "etsy", "<l:24>"),
  named("meraki-key", "meraki", "<h:40>"),
  named("bittrex-key", "bittrex", "<l:32>"),
  named("sendbird-token", "sendbird", "<h:40>"),
  named("squarespace-token", "squarespace", "<uuid>"),
  named("gitter-token", "gitter", "<u:40>"),
  named("flickr-key", "flickr", "<l:32>"),
  named("nytimes-key", "nytimes newyorktimes", "<a:32>"),
  named("kucoin-key", "kucoin", "<uuid>", "<h:24>"),
  named("semgrep-token", "semgrep", "<h:64>"),
  named("todoist-token", "todoist", "<h:40>"),
  named("openweather-key", "openweather owm openweathermap", "<h:32>"),
  named("telegram-api-hash", "telegram", "<h:32>"),
  named("wireguard-key", "private preshared", "<b:43>="),
  named("laravel-app-key", "app", "base64:<b:43>="),
  named("rails-master-key", "rails", "<h:32>"),
  named("terraform-token", "tfe atlas terraform", "<j:60-100><pad>"),
];

interface Kind {
  readonly kind: string;
  readonly hasForm: (value: string) => boolean;
}

const KINDS = new Map<string, Kind[]>();
for (const { kind, names, forms } of namedValues) {
  const expressions = forms.map((form) => expressionOf(parseForm(form)));
  const hasForm = (value: string) =>
    expressions.some((expression) => {
      expression.lastIndex = 0;
      return expression.test(value) && expression.lastIndex === value.length;
    });
  for (const name of names) KINDS.set(name, [...(KINDS.get(name) ?? []), { kind, hasForm }]);
}

/** What a value of such a name is, where its form fits; `words`: of the name, small. */
export function kindByName(words: readonly string[], value: string): string | undefined {
  for (const [i, word] of words.entries())
    for (const name of [`${word}_${words[i + 1] ?? ""}`, word])
      for (const { kind, hasForm } of KINDS.get(name) ?? []) if (hasForm(value)) return kind;
  return undefined;
}
