import { A as setSecret, C as getIDToken, D as saveState, E as isDebug, M as warning, N as summary, O as setFailed, S as error, T as info, b as debug, c as ClientAssertionCredential, d as ChainedTokenCredential, f as AzureMachineLearningWorkspaces, h as createDefaultHttpClient, j as startGroup, k as setOutput, l as EnvironmentCredential, m as createHttpHeaders, o as AzureCliCredential, p as createPipelineRequest, s as ManagedIdentityCredential, u as ClientSecretCredential, v as getOctokit, w as getState, x as endGroup, y as require_dist } from "./vendor.js";
import { tmpdir } from "node:os";
import { createHash, randomUUID } from "node:crypto";
import { readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
// src/errors.ts
var ActionError = class extends Error {
	failure;
	constructor(failure) {
		super(failure.message, { cause: failure.cause });
		this.name = "ActionError";
		this.failure = failure;
	}
	get code() {
		return this.failure.code;
	}
};
function asActionError(thrown) {
	if (thrown instanceof ActionError) return thrown;
	return new ActionError({
		code: "internal",
		message: `Unexpected error: ${reasonOf(thrown)}`,
		hint: "This is a defect of the action. Please open an issue with the debug log (re-run the job with debug logging on).",
		cause: thrown
	});
}
const reasonOf = (thrown) => thrown instanceof Error ? thrown.message : String(thrown);
// src/github/process.ts
function readPlace() {
	try {
		const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
		const container = readlinkSync("/proc/self/ns/pid");
		return createHash("sha256").update(`${boot}${container}`).digest("hex").slice(0, 8);
	} catch {
		return;
	}
}
function nameProcess() {
	const place = readPlace();
	return place === void 0 ? randomUUID().slice(0, 8) : `${place}-${process.pid}`;
}
function hasEnded$1(name) {
	const [, place, pid] = /^([0-9a-f]{8})-(\d+)$/.exec(name) ?? [];
	if (place === void 0 || place !== readPlace()) return false;
	try {
		process.kill(Number(pid), 0);
		return false;
	} catch (error) {
		return error.code === "ESRCH";
	}
}
// src/github/context.ts
function readOrigin(environment) {
	const { GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_REF, GITHUB_ACTOR, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_SERVER_URL } = environment;
	return {
		...GITHUB_REPOSITORY ? { repository: GITHUB_REPOSITORY } : {},
		...GITHUB_SHA ? { commit: GITHUB_SHA } : {},
		...GITHUB_REF ? { ref: GITHUB_REF } : {},
		...GITHUB_ACTOR ? { actor: GITHUB_ACTOR } : {},
		...GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID ? { runUrl: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}` } : {},
		...GITHUB_RUN_ATTEMPT ? { attempt: GITHUB_RUN_ATTEMPT } : {},
		process: nameProcess()
	};
}
const scratchFolder = ({ RUNNER_TEMP }) => RUNNER_TEMP ?? tmpdir();
const cacheFolder = (environment) => environment["RUNNER_TOOL_CACHE"] ?? scratchFolder(environment);
// src/github/files.ts
const checkout = {
	kind(path) {
		try {
			const info = statSync(path, { throwIfNoEntry: false });
			return info?.isFile() ? "file" : info?.isDirectory() ? "folder" : void 0;
		} catch {
			return;
		}
	},
	read: (path) => readFileSync(path, "utf8")
};
const writeFile = (path, text) => writeFileSync(path, text);
// src/github/inputs.ts
function readInputs(environment) {
	const entries = Object.entries(environment).flatMap(([key, value]) => {
		const name = /^INPUT_(.+)$/i.exec(key)?.[1];
		return name === void 0 || value === void 0 ? [] : [[name.toLowerCase(), value]];
	});
	return Object.fromEntries(entries);
}
// src/github/place.ts
const at = ({ file, line }) => ({
	file,
	...line === void 0 ? {} : { startLine: line }
});
// src/github/log.ts
const tame = (text) => text.replace(/\r\n?/g, "\n").replaceAll("##[", "# #[");
function makeLog(started) {
	const clock = () => {
		const seconds = Math.floor((performance.now() - started) / 1e3);
		return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
	};
	const stamped = (text) => `${clock()}  ${tame(text).split("\n").join("\n     │ ")}`;
	return {
		info: (text) => info(stamped(text)),
		warning: (text, place) => warning(text, place && at(place)),
		debug: (text) => {
			if (isDebug()) debug(text);
		},
		block(title, text) {
			startGroup(title);
			const word = randomUUID();
			info(`::stop-commands::${word}`);
			info(tame(text));
			info(`::${word}::`);
			endGroup();
		},
		hide(secret) {
			for (const line of secret.split(/\r?\n/)) if (line.trim().length > 3) setSecret(line.trim());
		}
	};
}
// src/plan/result.ts
const isSuccess = (status) => status === "deployed" || status === "unchanged" || status === "planned" || status === "deleted";
function statusOf$1(code) {
	switch (code) {
		case "cancelled": return "cancelled";
		case "smoke-error":
		case "smoke-wrong-answer":
		case "smoke-too-slow": return "smoke-failed";
		default: return "failed";
	}
}
function toOutputs(result) {
	const lastSmoke = result.smoke?.at(-1);
	const slowest = Math.max(0, ...(result.smoke ?? []).map((report) => report.p95Ms));
	return {
		status: result.status,
		"scoring-uri": result.scoringUri ?? "",
		"swagger-uri": result.swaggerUri ?? "",
		"service-name": result.serviceName ?? "",
		"deployment-name": result.deploymentName ?? "",
		"previous-deployment": result.previousDeployment ?? "",
		traffic: result.traffic ? JSON.stringify(result.traffic) : "",
		"model-name": result.modelName ?? "",
		"model-version": result.modelVersion ?? "",
		"model-id": result.modelId ?? "",
		"model-digest": result.modelDigest ?? "",
		framework: result.framework ?? "",
		"framework-version": result.frameworkVersion ?? "",
		"instance-type": result.instanceType ?? "",
		"plan-digest": result.plan?.digest ?? "",
		"smoke-response": lastSmoke?.answers.at(-1)?.text ?? "",
		"smoke-latency-ms": lastSmoke ? String(Math.round(slowest)) : "",
		"failed-phase": result.failedPhase ?? "",
		"error-code": result.error?.code ?? "",
		"portal-url": result.portalUrl ?? "",
		result: JSON.stringify(toJson(result))
	};
}
function toJson(result) {
	const { error, findings, ...others } = result;
	const notable = findings?.filter((finding) => finding.verdict !== "known").slice(0, 200);
	const rest = {
		...others,
		...notable === void 0 ? {} : { findings: notable }
	};
	if (!error) return rest;
	const { cause: _, logs: __, ...failure } = error;
	return {
		...rest,
		error: failure
	};
}
const keptCharacters = 64e3;
const shortened = (full) => ({
	...full,
	case: {
		...full.case,
		body: full.case.body.slice(0, keptCharacters)
	},
	answers: full.answers.slice(-3).map((answer) => ({
		...answer,
		text: answer.text.slice(0, keptCharacters)
	})),
	sent: full.answers.length
});
// src/plan/limited.ts
const bytesOf = (text) => new TextEncoder().encode(text).length;
function withinBytes(parts, mostBytes) {
	const kept = parts.filter(({ text }) => text !== "");
	const left = [];
	const spell = () => [...kept.filter((part) => !left.includes(part)).map(({ text }) => text), noteOn(left)].filter((text) => text !== "").join("\n\n").concat("\n");
	const bySize = kept.filter(({ essential }) => !essential).sort((a, b) => b.text.length - a.text.length);
	for (const part of bySize) {
		if (bytesOf(spell()) <= mostBytes) break;
		left.push(part);
	}
	return spell();
}
function noteOn(left) {
	if (left.length === 0) return "";
	return `Left out, because GitHub takes no more: ${left.map(({ name, text }) => `${name} (${Math.ceil(bytesOf(text) / 1e3)} kB)`).join(", ")}. The log of the run and the output \`result\` have it.`;
}
// src/plan/markdown.ts
const plain$3 = (text) => oneLine(text).replace(/[&<>]/g, (c) => ({
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;"
})[c] ?? c).replace(/([|`*_[\]\\~$])/g, "\\$1").replace(/^(\s*)([-+#=])/, "$1\\$2").replace(/^(\s*\d+)([.)])/, "$1\\$2").replace(/@(?=\w)|#(?=\d)|:(?=\/\/)|www(?=\.)/gi, "$&<!-- -->");
const code = (text) => text === "" ? "" : `<code>${oneLine(text).replace(/[&<>|`*_[\]\\~$!]/g, entity).replace(/:(?=\/\/)|@|\.(?<=www\.)/gi, entity)}</code>`;
const entity = (sign) => `&#${sign.charCodeAt(0)};`;
const oneLine = (text) => text.replace(/\r\n?|[\n\u2028\u2029]/g, " ");
function fenced(text, language = "text") {
	const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
	const fence = "`".repeat(longest + 1);
	return `${fence}${language}\n${text}\n${fence}`;
}
function link(text, url) {
	if (!/^https?:\/\//.test(url)) return plain$3(text);
	return `[${plain$3(text)}](${url.replace(/[^\w\-.~:/?#@!$&'*+,;=%]/gu, escaped$2)})`;
}
const escaped$2 = (sign) => /[()]/.test(sign) ? `%${sign.charCodeAt(0).toString(16)}` : encodeURIComponent(sign);
const fold$1 = (title, content, open = false) => `<details${open ? " open" : ""}><summary>${title}</summary>\n\n${content}\n\n</details>`;
const table = (head, rows) => [
	head,
	head.map(() => "---"),
	...rows
].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
function facts(rows) {
	const [first, ...others] = rows.filter(([, value]) => value !== "");
	return first ? table(first, others) : "";
}
const paragraphs = (parts) => parts.filter((part) => part !== "").join("\n\n");
const section = (title, content) => content === "" ? "" : `### ${title}\n\n${content}`;
const alert = (kind, lines) => [`> [!${kind}]`, ...lines.map((line) => `> ${line}`)].join("\n");
function clip(text, most) {
	if (text.length <= most) return text;
	const left = text.length - most;
	return `${whole(text.slice(0, most))}… (${left} more characters)`;
}
function clipStart(text, most, mostLines) {
	const lines = text.split(/\r\n?|\n/);
	let kept = lines.slice(-mostLines);
	while (kept.length > 1 && kept.join("\n").length > most) kept = kept.slice(1);
	const left = lines.length - kept.length;
	const end = kept.join("\n").slice(-most);
	return left === 0 ? end : `… (${left} earlier lines)\n${end}`;
}
const whole = (text) => text.replace(/[\uD800-\uDBFF]$/, "");
// src/plan/exampleCall.ts
const requestFile = "request.json";
const clouds$1 = {
	usgov: ["AzureUSGovernment", "AZURE_GOVERNMENT"],
	china: ["AzureChinaCloud", "AZURE_CHINA"]
};
function toCurl(call) {
	const { uri, where, deployment, body } = call;
	const headers = ["Content-Type: application/json", ...deployment ? [header$1(deployment)] : []];
	return [
		...where.cloud === "public" ? [] : [`az cloud set --name ${clouds$1[where.cloud][0]}`],
		`token=$(${tokenCommand(call)})`,
		[
			`curl ${quoted(uri)}`,
			"--header \"Authorization: Bearer $token\"",
			...headers.map((text) => `--header ${quoted(text)}`),
			body === void 0 ? `--data-binary @${requestFile}` : `--data-binary ${quoted(body)}`
		].join(" \\\n  ")
	].join("\n");
}
const header$1 = (deployment) => `azureml-model-deployment: ${deployment}`;
function tokenCommand({ authMode, service, where, audience }) {
	const subscription = `--subscription ${quoted(where.subscriptionId)}`;
	if (authMode === "AADToken") return `az account get-access-token --resource ${quoted(audience)} ${subscription} \\\n  --query accessToken --output tsv`;
	const secret = authMode === "Key" ? "primaryKey" : "accessToken";
	return [
		`az ml online-endpoint get-credentials --name ${quoted(service)}`,
		`--workspace-name ${quoted(where.workspace)} --resource-group ${quoted(where.resourceGroup)}`,
		subscription,
		`--query ${secret} --output tsv`
	].join(" \\\n  ");
}
const quoted = (text) => /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
function toPython(call) {
	const { uri, deployment, body, authMode } = call;
	const isEntra = authMode === "AADToken";
	const authority = call.where.cloud !== "public";
	const headers = [
		"\"Authorization\": f\"Bearer {token}\"",
		"\"Content-Type\": \"application/json\"",
		...deployment ? [`"azureml-model-deployment": ${literal(deployment)}`] : []
	];
	return [
		`# pip install azure-identity${isEntra ? "" : " azure-ai-ml"}`,
		"from urllib.request import Request, urlopen",
		"",
		...isEntra ? [] : ["from azure.ai.ml import MLClient"],
		`from azure.identity import ${authority ? "AzureAuthorityHosts, " : ""}DefaultAzureCredential`,
		"",
		...tokenInPython(call),
		body === void 0 ? `body = open(${literal(requestFile)}, "rb").read()` : `body = ${literal(body)}.encode()`,
		"request = Request(",
		`    ${literal(uri)},`,
		"    data=body,",
		`    headers={${headers.join(", ")}},`,
		")",
		"print(urlopen(request).read().decode())"
	].join("\n");
}
function tokenInPython({ authMode, service, where, audience }) {
	const host = where.cloud === "public" ? void 0 : clouds$1[where.cloud];
	const credential = `credential = DefaultAzureCredential(${host ? `authority=AzureAuthorityHosts.${host[1]}` : ""})`;
	if (authMode === "AADToken") return [credential, `token = credential.get_token(${literal(`${audience}/.default`)}).token`];
	return [
		credential,
		`client = MLClient(credential, ${[
			where.subscriptionId,
			where.resourceGroup,
			where.workspace
		].map(literal).join(", ")}${host ? `, cloud=${literal(host[0])}` : ""})`,
		`keys = client.online_endpoints.get_keys(${literal(service)})`,
		`token = keys.${authMode === "Key" ? "primary_key" : "access_token"}`
	];
}
const literal = (text) => /^[\w./:-]*$/.test(text) ? `"${text}"` : /['\\\p{C}\u2028\u2029]/u.test(text) ? JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029]/g, escaped$1) : `'${text}'`;
const escaped$1 = (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
// src/plan/traffic.ts
const positive = (traffic) => Object.fromEntries(Object.entries(traffic).filter(([, share]) => share > 0));
const shareOf = (traffic, name) => Object.entries(traffic).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? 0;
const without = (traffic, name) => Object.fromEntries(Object.entries(traffic).filter(([other]) => other.toLowerCase() !== name.toLowerCase()));
const sameTraffic = (a, b) => [...Object.keys(a), ...Object.keys(b)].every((name) => shareOf(a, name) === shareOf(b, name));
const leading = (traffic) => Object.entries(positive(traffic)).sort(([, a], [, b]) => b - a)[0]?.[0];
function describeTraffic(traffic) {
	const shares = Object.entries(positive(traffic)).map(([name, share]) => `${name} ${share} %`);
	return shares.length > 0 ? shares.join(", ") : "none";
}
// src/plan/summary/call.ts
const longestBody = 1e3;
function callSection(result) {
	const call = exampleOf(result);
	if (!call) return "";
	return section("Call it", paragraphs([
		call.body === void 0 ? `\`${requestFile}\` has the JSON of a request.` : "",
		fenced(toCurl(call), "sh"),
		fold$1("The same in Python", fenced(toPython(call), "python"))
	]));
}
function exampleOf(result) {
	const { status, scoringUri, serviceName, authMode, where, audience, deploymentName } = result;
	if (status !== "deployed" && status !== "unchanged") return void 0;
	if (!scoringUri || !serviceName || !authMode || !where || !audience) return void 0;
	const test = result.smoke?.find((report) => report.case.expect.status === 200)?.case;
	const hidden = deploymentName !== void 0 && shareOf(result.traffic ?? {}, deploymentName) === 0;
	return {
		uri: test?.path === void 0 ? scoringUri : new URL(test.path, scoringUri).href,
		service: serviceName,
		authMode,
		where,
		audience,
		...hidden && deploymentName ? { deployment: deploymentName } : {},
		...test && test.body.length <= longestBody ? { body: test.body } : {}
	};
}
// src/plan/summary/deployments.ts
function deploymentsSection(deployments) {
	if (deployments.length === 0) return "";
	const rows = deployments.map(({ name, share, mirrored, state, model, instanceType, instances, commit, createdAt }) => [
		code(name),
		`${share} %${mirrored === void 0 ? "" : `, a copy of ${mirrored} %`}`,
		plain$3(state),
		code(model ?? ""),
		`${instances} × ${code(instanceType ?? "?")}`,
		code(commit?.slice(0, 7) ?? ""),
		plain$3(createdAt?.slice(0, 16) ?? "")
	]);
	return section("Deployments", table([
		"Deployment",
		"Traffic",
		"State",
		"Model",
		"Machines",
		"Commit",
		"Made"
	], rows));
}
// src/plan/naming.ts
function canonicalJson(value) {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
	if (typeof value === "object" && value !== null) return `{${Object.entries(value).filter(([, item]) => item !== void 0).sort(([a], [b]) => a < b ? -1 : 1).map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
	return JSON.stringify(value ?? null);
}
const digestOf = (value) => createHash("sha256").update(canonicalJson(value)).digest("hex");
const deploymentName = (digest) => `d-${digest.slice(0, 16)}`;
const uploadPrefix = (digest) => `LocalUpload/${digest}`;
const environmentName = "deploy-action-serving";
const tag = {
	createdBy: "created-by",
	deploymentDigest: "deployment-digest",
	modelDigest: "model-digest",
	framework: "framework",
	frameworkVersion: "framework-version",
	modelFormat: "model-format",
	modelFile: "model-file",
	repository: "repository",
	commit: "commit",
	ref: "ref",
	run: "run",
	actor: "actor",
	attestedBy: "attested-by",
	attestedCommit: "attested-commit",
	verified: "verified-deployment"
};
const createdBy$1 = "azureml-deploy";
const assetId = (workspaceId, type, name, version) => `${workspaceId}/${type}/${name}/versions/${version}`;
const datastoreUri = (where, datastore, path) => `azureml://subscriptions/${where.subscriptionId}/resourcegroups/${where.resourceGroup}/workspaces/${where.workspace}/datastores/${datastore}/paths/${path}`;
function issuerOf(server) {
	const { host, hostname } = new URL(server);
	if (hostname === "github.com") return "https://token.actions.githubusercontent.com";
	if (hostname.endsWith(".ghe.com")) return `https://token.actions.${hostname}`;
	return `https://${host}/_services/token`;
}
function objection(claim, wanted) {
	const { server, repository, signerWorkflow, predicateType } = wanted;
	const issuer = issuerOf(server);
	if (claim.issuer !== issuer && !claim.issuer.startsWith(`${issuer}/`)) return `was signed by somebody for whom '${claim.issuer}' vouches, and not ${issuer}`;
	const home = `${server}/${repository}`;
	if (!same$1(claim.repository, home)) return `was made for ${claim.repository || "no repository"}, and not for ${home}`;
	if (signerWorkflow === void 0) {
		if (!same$1(claim.signer.slice(0, home.length + 1), `${home}/`)) return `was signed by ${claim.signer}, which is no workflow of ${repository}: name it in 'signer-workflow' if you trust it`;
	} else if (!isWorkflow(claim.signer, `${server}/${signerWorkflow}`)) return `was signed by ${claim.signer}, and not by ${signerWorkflow}`;
	if (claim.predicateType !== predicateType) return `says '${claim.predicateType}' of it, and not '${predicateType}'`;
}
const same$1 = (a, b) => a.toLowerCase() === b.toLowerCase();
function isWorkflow(signer, workflow) {
	const [path, ref] = splitRef(signer);
	const [wantedPath, wantedRef] = splitRef(workflow);
	return same$1(path, wantedPath) && (wantedRef === void 0 || ref === wantedRef);
}
function splitRef(address) {
	const at = address.indexOf("@");
	return at < 0 ? [address] : [address.slice(0, at), address.slice(at + 1)];
}
const attestedBy = ({ signer, repository, commit, run }) => ({
	by: withoutServer(signer),
	repository: withoutServer(repository),
	commit,
	...run === "" ? {} : { run }
});
const withoutServer = (address) => address.replace(/^https:\/\/[^/]+\//, "");
const describeAttested = ({ by, commit }) => commit === "" ? by : `${by} at ${commit.slice(0, 7)}`;
const attestationTags = (attested) => attested === void 0 ? {} : {
	[tag.attestedBy]: attested.by,
	[tag.attestedCommit]: attested.commit
};
// src/plan/json.ts
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
// src/plan/origin.ts
const runLink = ({ runUrl, attempt }) => runUrl === void 0 ? void 0 : `${runUrl}/attempts/${attempt ?? "1"}`;
const runOf = (origin) => `${runLink(origin) ?? ""}#${origin.process ?? ""}`;
const limitTags = (tags) => Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, value.slice(0, 256)]));
const ownership = ({ repository }) => limitTags({
	[tag.createdBy]: createdBy$1,
	...repository ? { [tag.repository]: repository } : {}
});
const isOwned = (tags, origin) => {
	const { [tag.repository]: ours = "" } = ownership(origin);
	return tags[tag.createdBy] === "azureml-deploy" && (tags[tag.repository] ?? "") === ours;
};
const originTags = (origin) => limitTags({
	...origin.repository ? { [tag.repository]: origin.repository } : {},
	...origin.commit ? { [tag.commit]: origin.commit } : {},
	...origin.ref ? { [tag.ref]: origin.ref } : {},
	...origin.runUrl ? { [tag.run]: origin.runUrl } : {},
	...origin.actor ? { [tag.actor]: origin.actor } : {}
});
// src/plan/autoscale.ts
function autoscaleName(workspaceId, endpoint, deployment) {
	const id = deploymentId(workspaceId, endpoint, deployment).toLowerCase();
	return `${endpoint}-${deployment}-${digestOf(id).slice(0, 16)}`.toLowerCase();
}
const deploymentId = (workspaceId, endpoint, deployment) => `${workspaceId}/onlineEndpoints/${endpoint}/deployments/${deployment}`;
const isOurs$3 = ({ tags }) => tags[tag.createdBy] === createdBy$1;
const lowerBound = ({ min, target }) => Math.floor(.9 * target * min / (min + 1));
function settingOf(request, location, id, origin, name) {
	const { autoscale, instanceCount } = request.compute;
	if (!autoscale) return void 0;
	const rule = (direction, operator, threshold) => ({
		metricTrigger: {
			metricName: "CpuUtilizationPercentage",
			metricResourceUri: id,
			timeGrain: "PT1M",
			statistic: "Average",
			timeWindow: "PT5M",
			timeAggregation: "Average",
			operator,
			threshold
		},
		scaleAction: {
			direction,
			type: "ChangeCount",
			value: "1",
			cooldown: "PT5M"
		}
	});
	return {
		location,
		tags: ownership(origin),
		properties: {
			name,
			enabled: true,
			targetResourceUri: id,
			profiles: [{
				name: "default",
				capacity: {
					minimum: String(autoscale.min),
					maximum: String(autoscale.max),
					default: String(instanceCount)
				},
				rules: [rule("Increase", "GreaterThan", autoscale.target), rule("Decrease", "LessThan", lowerBound(autoscale))]
			}]
		}
	};
}
const isSettled = ({ setting, orphans }) => (setting.action === "none" || setting.action === "keep") && orphans.length === 0;
function planAutoscale(request, state, deployment, origin) {
	const { workspace, deployments } = state;
	const settings = known(request, state.autoscale);
	const exists = new Set([deployment, ...deployments.map(({ name }) => name)].map(folded));
	const orphans = settings.filter((found) => isOwned(found.tags, origin) && !exists.has(folded(found.deployment)));
	const here = settings.filter((found) => folded(found.deployment) === folded(deployment));
	const ours = here.find(isOurs$3);
	const name = autoscaleName(workspace.id, request.endpoint.name, deployment);
	const id = deploymentId(workspace.id, request.endpoint.name, deployment);
	const body = settingOf(request, workspace.location, id, origin, name);
	if (!body) return {
		setting: ours ? {
			action: "remove",
			name: ours.name
		} : { action: "none" },
		orphans
	};
	const foreign = here.find((found) => !isOurs$3(found) && (found.properties["enabled"] === true || folded(found.name) === name));
	if (foreign) throw new ActionError(scaledAlready(foreign));
	const { tags, properties } = body;
	return {
		setting: ours !== void 0 && includes(ours, {
			name,
			tags,
			properties
		}) ? { action: "keep" } : {
			action: "put",
			name,
			body
		},
		orphans
	};
}
const folded = (name) => name.toLowerCase();
function known({ compute, where }, settings) {
	if (typeof settings !== "string") return settings;
	if (!compute.autoscale) return [];
	throw new ActionError(settings === "unregistered" ? {
		code: "provider-not-registered",
		message: `'autoscale' is a setting of Azure Monitor, and subscription ${where.subscriptionId} is not registered for its provider Microsoft.Insights`,
		hint: `Register it once: az provider register --namespace Microsoft.Insights --subscription ${where.subscriptionId} --wait`
	} : {
		code: "permission-denied",
		message: `'autoscale' is a setting of Azure Monitor, and the identity may not read those of resource group '${where.resourceGroup}'`,
		hint: `Grant it 'Contributor' on the resource group, or a custom role with Microsoft.Insights/autoscaleSettings/read, write and delete. A new role takes some minutes to take effect.`
	});
}
const scaledAlready = ({ name, deployment }) => ({
	code: "deployment-conflict",
	message: `deployment '${deployment}' is scaled by the autoscale setting '${name}', which this action has not made`,
	hint: "Leave 'autoscale' out to go on with that setting, or delete it: a deployment can have only one."
});
function includes(found, wanted) {
	if (Array.isArray(wanted)) return Array.isArray(found) && found.length === wanted.length && wanted.every((item, index) => includes(found[index], item));
	if (isObject(wanted)) return isObject(found) && Object.entries(wanted).every(([key, item]) => includes(found[key], item));
	return typeof wanted === "string" && typeof found === "string" ? found.toLowerCase() === wanted.toLowerCase() : found === wanted;
}
const describeAutoscale = (autoscale) => `${autoscale.min} to ${autoscale.max}, one more beyond ${autoscale.target} % CPU and one fewer below ${lowerBound(autoscale)} %`;
// src/plan/studio.ts
const testPage = (endpointPage) => endpointPage.replace("/detail?", "/test?");
function modelPage(endpointPage, name, version) {
	const { origin, search } = new URL(endpointPage);
	return `${origin}/model/${encodeURIComponent(name)}:${encodeURIComponent(version)}/details${search}`;
}
// src/plan/summary/words.ts
function spell(ms) {
	if (ms < 1e4) return `${(ms / 1e3).toFixed(1)} s`;
	const seconds = Math.round(ms / 1e3);
	if (seconds < 60) return `${seconds} s`;
	const rest = seconds % 60;
	return `${Math.floor(seconds / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}
const atMinute = (time) => time.slice(0, 16).replace("T", " ");
const inMs = (value) => value === void 0 ? "" : `${Math.round(value)}\u00a0ms`;
const inPercent = (value) => value === void 0 ? "" : `${Math.round(value)}\u00a0%`;
// src/plan/summary/facts.ts
function factsTable$1(result) {
	const framework = [result.framework, result.frameworkVersion].filter((text) => text).join(" ");
	return facts([
		["Scoring URI", code(result.scoringUri ?? "")],
		["Model", modelLine(result)],
		["Framework", plain$3(framework)],
		["Holds", plain$3(result.holds ?? "")],
		["Content digest", code(result.modelDigest?.slice(0, 16) ?? "")],
		["Attested by", result.attestation ? plain$3(describeAttested(result.attestation)) : ""],
		["Size", plain$3(result.sizeReason ?? "")],
		["Instances", result.autoscale ? describeAutoscale(result.autoscale) : ""],
		["Callers authenticate by", plain$3(result.authMode ?? "")],
		["Expires", result.expiresAt ? `${plain$3(atMinute(result.expiresAt))} UTC` : ""],
		["Studio", studioLinks(result)]
	]);
}
const modelLine = ({ modelName, traffic, plan }) => traffic === void 0 && plan === void 0 ? code(modelName ?? "") : "";
function studioLinks({ portalUrl, modelName, modelVersion, deletion }) {
	if (!portalUrl || deletion?.kind === "service") return "";
	return [
		link("endpoint and logs", portalUrl),
		link("try it", testPage(portalUrl)),
		...modelName && modelVersion ? [link("model", modelPage(portalUrl, modelName, modelVersion))] : []
	].join(" · ");
}
// src/plan/containerLog.ts
const header = /Traceback \(most recent call last\):\s*$/;
const frame = /File "([^"]+)", line (\d+)/;
const timestamp = /^(\S*\d{2}:\d{2}:\d{2}\S*\s+)?(\[[^\]]*\]\s*)?/;
function firstTraceback(log) {
	const lines = log.split(/\r?\n/);
	const start = lines.findIndex((line) => header.test(line));
	if (start < 0) return void 0;
	const text = [(lines[start] ?? "").replace(/^.*(?=Traceback)/, "")];
	const frames = [];
	for (const line of lines.slice(start + 1, start + 200)) {
		const found = frame.exec(line);
		if (found?.[1] !== void 0) frames.push({
			file: found[1],
			line: Number(found[2])
		});
		text.push(line);
		const bare = line.replace(timestamp, "");
		if (/^[A-Za-z_][\w.]*(Error|Exception|Warning|Exit|Interrupt|Failure)?(:|$)/.test(bare) && !/^\s/.test(line)) return {
			text: text.join("\n"),
			error: bare.trim(),
			frames
		};
	}
	return {
		text: text.join("\n"),
		error: text.at(-1)?.trim() ?? "",
		frames
	};
}
function placeInCode(traceback, codeFolder, sourceDirectory) {
	const marker = `/var/azureml-app/${codeFolder}/`;
	const own = traceback.frames.filter(({ file }) => file.includes(marker)).at(-1);
	if (!own) return void 0;
	const relative = own.file.slice(own.file.indexOf(marker) + marker.length);
	return {
		file: `${sourceDirectory === "." ? "" : `${sourceDirectory}/`}${relative}`,
		line: own.line
	};
}
const steps = {
	SystemSetup: "setting up the machine",
	UserContainerImagePull: "building or pulling the image",
	ModelDownload: "downloading model and code",
	UserContainerStart: "starting the container"
};
function instanceStep(log) {
	for (const [step, words] of Object.entries(steps)) {
		const status = new RegExp(`^${step}: (\\w+)`, "m").exec(log)?.[1];
		if (status !== void 0 && status !== "Succeeded") return words;
	}
}
function linesOf(log) {
	const printed = log.replace(/^[\s\S]*?^Container logs:$/m, "").trim();
	return printed === "" ? [] : printed.split(/\r?\n/);
}
function linesAfter(before, now) {
	for (let gone = 0; gone < before.length; gone++) {
		const kept = before.slice(gone);
		if (kept.every((line, index) => line === now[index])) return now.slice(kept.length);
	}
	return now;
}
const tellingLines = [/^.*A required package azureml-inference-server-http is missing.*$/m, /failed to load '[^']+'.*$/m];
function complaint(log) {
	return firstTraceback(log)?.error ?? tellingLines.map((line) => line.exec(log)?.[0].trim()).find((line) => line !== void 0);
}
function remedyFor(error) {
	if (/A required package azureml-inference-server-http is missing/.test(error)) return "Add 'azureml-inference-server-http' to the pip section of the conda file.";
	if (/^failed to load '/.test(error)) return "Correct that model of the Triton repository, or leave it out: Triton does not start while it cannot load one.";
	const missing = /No module named '([^']+)'/.exec(error)?.[1];
	if (missing?.startsWith("azureml.contrib")) return "The server no longer brings azureml.contrib: import rawhttp from azureml_inference_server_http.api.aml_request, AMLResponse from azureml_inference_server_http.api.aml_response, and use azureml-inference-server-http 1.4 or later.";
	if (missing?.startsWith("azureml.ai")) return "Add 'azureml-ai-monitoring' to the pip section of the conda file.";
	if (missing === "sklearn") return "Add 'scikit-learn', in the version that saved the model, to the conda file.";
	if (missing !== void 0) return `Add the package that provides '${missing}' to the conda file.`;
	if (/azureml-models/.test(error) && /FileNotFoundError|No such file/.test(error)) return "The model is mounted under $AZUREML_MODEL_DIR: a file model as $AZUREML_MODEL_DIR/<file>, a folder model as $AZUREML_MODEL_DIR/<folder>/…";
	if (/register\(\) takes 3 positional arguments but 4 were given/.test(error)) return "Do not pin flask in the conda file: the inference server brings the version that it needs.";
}
// src/plan/summary/failure.ts
const most$2 = {
	message: 6e3,
	azure: 2e4,
	log: 4e4,
	logLines: 200,
	problems: 50
};
function causeSection(failure, { failedPhase }) {
	const where = failedPhase ? ` in phase ${code(failedPhase)}` : "";
	const lines = clip(failure.message, most$2.message).split("\n");
	const sentences = areSentences(lines) ? lines : lines.slice(0, 1);
	const others = lines.slice(sentences.length);
	const { place } = failure;
	const at = place ? `${place.file}${place.line === void 0 ? "" : `:${place.line}`}` : "";
	return paragraphs([
		alert("CAUTION", [`**${failure.code}**${where}${at && ` at ${code(at)}`}`, ...sentences.flatMap((line) => ["", plain$3(line)])]),
		restOf(others),
		failure.hint ? alert("TIP", [
			"**What to do.**",
			"",
			...remedy(failure.hint)
		]) : ""
	]);
}
const areSentences = (lines) => lines.length <= 3 && lines.slice(1).every((line) => !/^(\s|-\s|$|Traceback )/.test(line));
const remedy = (hint) => clip(hint, most$2.message).split("\n").map((line) => plain$3(line.trim()));
function restOf(lines) {
	if (lines.length === 0) return "";
	if (!lines.every((line) => line.startsWith("- "))) return fenced(lines.join("\n"));
	const shown = lines.slice(0, most$2.problems).map((line) => `- ${plain$3(line.slice(2))}`);
	const left = lines.length - shown.length;
	return [...shown, ...left > 0 ? [`- and ${left} more`] : []].join("\n");
}
function evidenceSection(failure) {
	const ids = Object.entries(failure.correlation ?? {}).map(([name, value]) => `${name} ${code(value)}`);
	return paragraphs([
		...(failure.logs ?? []).map(({ title, text }) => fold$1(plain$3(title), fenced(clipStart(printed(text), most$2.log, most$2.logLines)))),
		failure.azure ? fold$1("Azure's own words", fenced(clip(failure.azure, most$2.azure))) : "",
		failure.link ? `See ${link("what Microsoft says of it", failure.link)}.` : "",
		ids.length > 0 ? `For a support ticket: ${ids.join(", ")}` : ""
	]);
}
function printed(text) {
	const lines = linesOf(uncoloured(text));
	return lines.length > 0 ? lines.join("\n") : text;
}
const uncoloured = (text) => text.replaceAll(colours, "");
const colours = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");
// src/plan/summary/heading.ts
const usual$1 = {
	deployed: "is live",
	unchanged: "is live, unchanged",
	planned: "can be deployed",
	failed: "was not deployed",
	"smoke-failed": "was not deployed: the smoke test failed",
	"rolled-back": "was rolled back",
	"rollback-failed": "could not be rolled back",
	cancelled: "was not deployed: the run was cancelled",
	deleted: "was deleted"
};
const special = {
	plan: {
		unchanged: "is live already: there is nothing to deploy",
		failed: "cannot be deployed",
		"smoke-failed": "cannot be deployed: the smoke test failed",
		cancelled: "was not planned: the run was cancelled"
	},
	check: {
		planned: "passes its check",
		failed: "does not pass its check",
		"smoke-failed": "does not pass its check: the smoke test failed",
		cancelled: "was not checked: the run was cancelled"
	},
	promote: {
		failed: "was not promoted",
		"smoke-failed": "was not promoted: the smoke test failed",
		cancelled: "was not promoted: the run was cancelled"
	},
	rollback: {
		deployed: "is back on what served before",
		failed: "was not rolled back",
		"smoke-failed": "was not rolled back: the smoke test failed",
		cancelled: "was not rolled back: the run was cancelled"
	},
	status: {
		unchanged: "answers",
		failed: "is not as it should be",
		"smoke-failed": "does not answer rightly",
		cancelled: "was not looked at: the run was cancelled"
	},
	delete: {
		failed: "was not deleted",
		cancelled: "was not deleted: the run was cancelled"
	}
};
const heading = (result) => `## ${isSuccess(result.status) ? "✅" : "❌"} ${sentence$1(result)}`;
function sentence$1(result) {
	const { status, mode = "deploy", serviceName, deletion, removed = [] } = result;
	const name = plain$3(serviceName || "The model");
	if (mode === "sweep") return sweeping(status, removed.length);
	if (deletion?.kind === "deployment") return `A deployment of ${name} was deleted`;
	if (deletion?.kind === "nothing") return `${name} is gone already`;
	if (isSilent(result)) return `${name} has no traffic, so it answers nobody`;
	return `${name} ${special[mode]?.[status] ?? usual$1[status]}`;
}
function sweeping(status, count) {
	if (!isSuccess(status)) return "Services that have outlived their time could not all be deleted";
	if (count === 0) return "No service has outlived its time";
	return `${count} ${count === 1 ? "service that has outlived its time was" : "services that have outlived their time were"} deleted`;
}
const isSilent = ({ mode, status, traffic }) => mode === "status" && status === "unchanged" && Object.keys(positive(traffic ?? {})).length === 0;
// src/plan/routing.ts
const routingOf = (endpoint) => ({
	traffic: positive(endpoint.traffic ?? {}),
	mirror: positive(endpoint.mirrorTraffic ?? {})
});
const sameRouting = (a, b) => sameTraffic(a.traffic, b.traffic) && sameTraffic(a.mirror, b.mirror);
function describeRouting({ traffic, mirror }) {
	const copies = Object.entries(positive(mirror)).map(([name, share]) => `, ${share} % copied to ${name}`);
	return `${describeTraffic(traffic)}${copies.join("")}`;
}
const leavesMirror = ({ from, to }) => sameTraffic(from.mirror, to.mirror);
const isAt = (found, end, move) => sameTraffic(found.traffic, end.traffic) && (leavesMirror(move) || sameTraffic(found.mirror, end.mirror));
const canBegin = (found, move) => isAt(found, move.from, move);
const hasArrived = (found, move) => isAt(found, move.to, move);
const destination = (found, move) => leavesMirror(move) ? {
	traffic: move.to.traffic,
	mirror: found.mirror
} : move.to;
function undone(found, before, tried) {
	const mirrors = tried.filter(({ mirror }) => !sameTraffic(mirror, before.mirror));
	return {
		traffic: tried.some(({ traffic }) => sameTraffic(found.traffic, traffic)) ? before.traffic : found.traffic,
		mirror: mirrors.some(({ mirror }) => sameTraffic(found.mirror, mirror)) ? before.mirror : found.mirror
	};
}
// src/plan/summary/standing.ts
function liveTable(result) {
	const now = nowOf(result);
	const before = beforeOf(result);
	if (!now) return "";
	return before && (result.status === "deployed" || !sameTraffic(now.traffic, before.traffic)) ? sideBySide(["Now", now], ["Before", before]) : sideBySide(["Now", now]);
}
function plannedTable(result) {
	const { plan } = result;
	if (!plan) return "";
	const { view } = plan;
	const now = beforeOf(result);
	const after = view.traffic.steps.at(-1)?.traffic ?? view.traffic.before;
	const isNew = leading(after) === view.deployment;
	const then = {
		...isNew ? {} : now,
		traffic: after,
		...withModel(result, isNew),
		...isNew ? {
			deployment: view.deployment,
			machines: machines(planned(view.size), view.size.name),
			...result.commit ? { commit: result.commit } : {}
		} : {}
	};
	return now ? sideBySide(["Now", now], ["Then", then]) : sideBySide(["Then", then]);
}
function withModel({ modelName, modelVersion }, isNew) {
	if (!isNew || !modelName) return {};
	return { model: modelVersion ? `${modelName}:${modelVersion}` : `${modelName}, a new version` };
}
function beforeOf({ before }) {
	if (!before || before.every(({ share }) => share === 0)) return void 0;
	const traffic = Object.fromEntries(before.map(({ name, share }) => [name, share]));
	return {
		traffic: positive(traffic),
		...viewed(before.find(({ share }) => share > 0))
	};
}
function nowOf(result) {
	const { traffic, deploymentName, before = [] } = result;
	const serving = leading(traffic ?? {});
	if (!traffic || serving === void 0) return void 0;
	const known = before.find(({ name }) => name === serving);
	const isMade = serving === deploymentName && (result.status === "deployed" || !known);
	return {
		traffic: positive(traffic),
		...isMade ? made(result, known) : viewed(known)
	};
}
function made(result, known) {
	const { deploymentName, modelName, modelVersion, instanceCount, instanceType, commit } = result;
	if (known && (result.mode ?? "deploy") !== "deploy") return viewed(known);
	return {
		...deploymentName ? { deployment: deploymentName } : {},
		...modelName ? { model: modelVersion ? `${modelName}:${modelVersion}` : modelName } : {},
		...instanceType ? { machines: machines(instanceCount ?? 1, instanceType) } : {},
		...commit ? { commit } : {}
	};
}
function viewed(view) {
	if (!view) return {};
	const { name, model, instances, instanceType, commit, createdAt } = view;
	return {
		deployment: name,
		...model ? { model } : {},
		machines: machines(instances, instanceType),
		...commit ? { commit } : {},
		...createdAt ? { made: createdAt } : {}
	};
}
const planned = ({ instances, autoscale }) => autoscale ? `${autoscale.min} to ${autoscale.max}` : instances;
const machines = (count, type = "?") => `${count} × ${type}`;
const rows = [
	["Deployment", ({ deployment }) => code(deployment ?? "")],
	["Traffic", ({ traffic }) => plain$3(describeTraffic(traffic))],
	["Model", ({ model }) => code(model ?? "")],
	["Machines", ({ machines: text }) => plain$3(text ?? "")],
	["Commit", ({ commit }) => code(commit?.slice(0, 7) ?? "")],
	["Made", ({ made: at }) => at ? plain$3(atMinute(at)) : ""]
];
function sideBySide(...columns) {
	const filled = rows.map(([name, cell]) => [name, ...columns.map(([, standing]) => cell(standing))]).filter(([, ...cells]) => cells.some((cell) => cell !== ""));
	return table(["", ...columns.map(([title]) => title)], filled);
}
// src/plan/summary/planned.ts
function planSection(result) {
	if (!result.plan) return "";
	const { digest, view } = result.plan;
	const { deployment, inPlace, size, traffic, retires } = view;
	const steps = traffic.steps.map(({ traffic: next, mirror = {}, bakeSeconds }) => {
		const watched = bakeSeconds > 0 ? `, watched for ${spell(bakeSeconds * 1e3)}` : "";
		return `${plain$3(describeRouting({
			traffic: next,
			mirror
		}))}${watched}`;
	});
	return section("Plan", paragraphs([plannedTable(result), facts([
		["Costs", monthlyCost(result)],
		["Traffic steps", steps.length > 0 ? steps.join("<br>") : "none: it stays as it is"],
		["Autoscale", size.autoscale ? describeAutoscale(size.autoscale) : ""],
		["Updated in place", inPlace ? code(deployment) : ""],
		["Deleted afterwards", retires.map(code).join(", ")],
		["Digest to approve", code(digest)]
	])]));
}
function monthlyCost({ plan }) {
	const { monthly } = plan?.view.size ?? {};
	return monthly === void 0 ? "" : `${plain$3(monthly)} a month`;
}
// src/plan/summary/preflight.ts
function preflightSection(preflight) {
	if (!preflight) return "";
	const { measured, size } = preflight;
	const { installMs, loadMs, memoryMB, p50Ms, p95Ms } = measured;
	const rows = [
		[
			"Making the environment",
			spell(installMs),
			""
		],
		[
			"Loading the model",
			spell(loadMs),
			""
		],
		[
			"Memory of a worker, at its peak",
			memoryMB === void 0 ? "" : `${Math.round(memoryMB)} MB`,
			size ? `${size.memory} GB` : ""
		],
		[
			"Latency, p50 and p95",
			p50Ms === void 0 || p95Ms === void 0 ? "" : `${inMs(p50Ms)}, ${inMs(p95Ms)}`,
			size ? `${size.cpu} vCPU` : ""
		]
	];
	return section("Preflight", paragraphs(["The service was run on the runner, with the same packages, server and requests.", table([
		"",
		"On the runner",
		"Asked for"
	], rows.filter(([, value]) => value !== ""))]));
}
// src/plan/summary/rollout.ts
const shown$2 = (share, copied) => copied === void 0 ? `${share} %` : `${copied} % copied`;
const mark = (breach) => breach === void 0 ? "✅" : "❌";
function rolloutSection({ rollout: steps = [], plan, status }) {
	if (steps.length === 0) return "";
	const rows = steps.map(({ share, copied, watchedMs, asked, failed, p50Ms, p95Ms, breach }) => [
		`${mark(breach)} ${shown$2(share, copied)}`,
		spell(watchedMs),
		String(asked),
		String(failed),
		inMs(p50Ms),
		inMs(p95Ms),
		plain$3(breach ?? "")
	]);
	const watched = plan?.view.traffic.steps.filter(({ bakeSeconds }) => bakeSeconds > 0) ?? [];
	const unreached = (status === "deployed" ? [] : watched.slice(steps.length)).map(({ traffic }) => {
		return [
			`▫️ ${traffic[plan?.view.deployment ?? ""] ?? 0} %`,
			"",
			"",
			"",
			"",
			"",
			"not reached"
		];
	});
	return section("Rollout", table([
		"Share",
		"Watched",
		"Asked",
		"Wrong",
		"p50",
		"p95",
		""
	], [...rows, ...unreached]));
}
function latency(percentiles) {
	const known = percentiles.flatMap((ms) => ms === void 0 ? [] : Math.round(ms));
	return known.length === 0 ? "" : `${known.join(", ")}\u00a0ms`;
}
function liveTrafficSection(steps) {
	if (steps.length === 0) return "";
	const row = (step, { p50Ms, p95Ms, p99Ms, ...live }) => [
		step,
		code(live.deployment),
		String(live.minutes),
		String(live.requests),
		String(live.failed),
		String(live.refused),
		latency([
			p50Ms,
			p95Ms,
			p99Ms
		]),
		inPercent(live.cpu),
		inPercent(live.memory)
	];
	const comparison = (beside, before) => {
		if (before && before.minutes > 0) return [row("before\xA0it", before)];
		return beside && beside.minutes > 0 ? [row("beside\xA0it", beside)] : [];
	};
	const rows = steps.flatMap(({ share, copied, current, previous, earlier, breach }) => [row(`${mark(breach)} ${shown$2(share, copied)}`, current), ...comparison(previous, earlier)]);
	return section("Live traffic", paragraphs(["By Azure Monitor, in the minutes of each step that had arrived, with the requests of this run among them.", table([
		"Share",
		"Deployment",
		...[
			"Minutes",
			"Requests",
			"Failed",
			"Refused",
			"p50, p95, p99",
			"CPU",
			"Memory"
		]
	], rows)]));
}
// src/plan/scan.ts
const withVerdict = (findings, verdict) => findings.filter((finding) => finding.verdict === verdict);
function judgeScan(findings, scan) {
	if (scan === "off") return [];
	const dangerous = withVerdict(findings, "dangerous");
	const unknown = withVerdict(findings, "unknown");
	const notes = unknown.length === 0 ? [] : [`loading the model imports what is not known to be harmless: ${listed(unknown.map(({ what }) => what))}`];
	if (dangerous.length === 0) return notes;
	const message = `loading the model would run dangerous code: ${listed(dangerous.map(describe))}`;
	if (scan === "warn") return [message, ...notes];
	throw new ActionError({
		code: "model-unsafe",
		message,
		hint: "Do not load this file anywhere, and find out who made it. If it is yours and meant so, save it without that (or as skops, ONNX or the framework's own format), or say model-scan: warn."
	});
}
const describe = ({ what, why, file, offset }) => `${what} (${why}; ${file}${offset === void 0 ? "" : `, byte ${offset}`})`;
const listed = (items, most = 5) => items.slice(0, most).join(", ") + (items.length > most ? ` and ${items.length - most} more` : "");
// src/plan/summary/scan.ts
const mostCharacters = 300;
function scanSection(findings, most = 50) {
	if (findings.length === 0) return "";
	const known = withVerdict(findings, "known").length;
	const others = [...withVerdict(findings, "dangerous"), ...withVerdict(findings, "unknown")];
	const rows = others.slice(0, most).map(({ verdict, what, why, file, offset }) => [
		`${verdict === "dangerous" ? "⛔" : "❔"} ${verdict}`,
		code(clip(what, mostCharacters)),
		plain$3(clip(why, mostCharacters)),
		`${code(clip(file, mostCharacters))}${offset === void 0 ? "" : `, byte ${offset}`}`
	]);
	const more = others.length - rows.length;
	return section("What loading the model imports", paragraphs([rows.length === 0 ? "" : table([
		"Verdict",
		"What",
		"Why",
		"Where"
	], rows), rest(others.length, more, known)]));
}
function rest(others, more, known) {
	if (others === 0) return `Nothing but what is known to be harmless (${known}).`;
	const harmless = known === 0 ? [] : [`${known} that ${known === 1 ? "is" : "are"} known to be harmless`];
	const said = [...more > 0 ? [`${more} more`] : [], ...harmless].join(", and ");
	return said === "" ? "" : `${said}.`;
}
// src/plan/kserve.ts
var import_dist = require_dist();
const datatypes = {
	bool: "BOOL",
	int8: "INT8",
	int16: "INT16",
	int32: "INT32",
	int64: "INT64",
	uint8: "UINT8",
	uint16: "UINT16",
	uint32: "UINT32",
	uint64: "UINT64",
	float32: "FP32",
	float64: "FP64",
	string: "BYTES"
};
const datatypeOf = (type) => datatypes[type];
const inferPath = (model) => `/v2/models/${encodeURIComponent(model)}/infer`;
function writeKserve(inputs, outputs) {
	const untold = inputs.find(({ tensor }) => datatypes[tensor.type] === void 0);
	if (untold) return `the input '${untold.tensor.name}' takes ${untold.tensor.type}, which Triton takes in binary only`;
	const unsaid = outputs.find(({ type }) => datatypes[type] === void 0);
	if (unsaid) return `the output '${unsaid.name}' is ${unsaid.type}, which Triton answers in binary only`;
	return { inputs: inputs.map(({ tensor, lengths, values }) => ({
		name: tensor.name,
		shape: lengths,
		datatype: datatypes[tensor.type],
		data: values
	})) };
}
// src/plan/promise.ts
function keepsPromise(promise, answer) {
	if (promise.kind === "pipeline") return checkList(answer, promise.rows, "$", (item, at) => checkScored(promise.labels, item, at));
	const keys = keysOf$1(promise);
	if (keys === void 0) return checkValue(promise, answer, "$");
	if (!isObject(answer)) return wrong$1("$", "an object", answer);
	const key = keys.find((known) => Object.hasOwn(answer, known));
	if (key === void 0) return `at $: '${keys.join("' or '")}' is missing`;
	return checkValue(promise, answer[key], `$.${key}`);
}
function keysOf$1(promise) {
	if (promise.kind === "kserve") return ["outputs"];
	if (promise.kind !== "tensors") return promise.keys;
	return promise.key === void 0 ? void 0 : [promise.key];
}
function checkValue(promise, value, path) {
	switch (promise.kind) {
		case "anything": return;
		case "rows": return checkRows(promise.row, promise.rows, value, path);
		case "tensors": return checkTensors(promise.tensors, value, path);
		case "kserve": return checkKserve(promise.tensors, value, path);
	}
}
function checkRows(promise, rows, answer, path) {
	if (promise.kind === "anything" && !Array.isArray(answer)) return void 0;
	return checkList(answer, rows, path, (row, at) => checkRow(promise, row, at));
}
function checkRow(promise, row, path) {
	switch (promise.kind) {
		case "anything": return;
		case "label": return checkLabel(promise.classes, row, path);
		case "numbers":
			if (promise.width === 1 && !Array.isArray(row)) return checkNumber(row, path);
			return checkList(row, promise.width, path, checkNumber);
		case "probabilities": return checkProbabilities(promise.classes, row, path);
	}
}
function checkScored(labels, item, path) {
	if (labels === void 0) return void 0;
	if (Array.isArray(item)) return checkList(item, void 0, path, (one, at) => checkScored(labels, one, at));
	if (!isObject(item)) return wrong$1(path, "a label with its score", item);
	return checkLabel(labels, item["label"], `${path}.label`) ?? checkNumber(item["score"], `${path}.score`);
}
function checkLabel(classes, row, path) {
	if (classes === void 0) return Array.isArray(row) || isLabel(row) ? void 0 : wrong$1(path, "a label", row);
	const given = Array.isArray(row) && row.length === 1 ? row[0] : row;
	return classes.some((label) => label === given) ? void 0 : wrong$1(path, `one of ${shorten$2(JSON.stringify(classes))}`, row);
}
function checkProbabilities(classes, row, path) {
	let sum = 0;
	const found = checkList(row, classes, path, (value, at) => {
		if (typeof value !== "number" || !(value >= 0 && value <= 1 + sumTolerance(1))) return wrong$1(at, "a probability", value);
		sum += value;
	});
	if (found !== void 0 || !Array.isArray(row)) return found;
	return Math.abs(sum - 1) <= sumTolerance(row.length) ? void 0 : `at ${path}: expected probabilities that sum to 1, got ${sum}`;
}
const sumTolerance = (numbers) => 1e-6 + numbers * 2 ** -24;
function checkTensors(tensors, answer, path) {
	const [only, ...more] = tensors;
	if (only?.name === "" && more.length === 0) return checkTensor(only, answer, path);
	if (!isObject(answer)) return wrong$1(path, "an object of named outputs", answer);
	for (const tensor of tensors) {
		if (!Object.hasOwn(answer, tensor.name)) return `at ${path}: '${tensor.name}' is missing`;
		const found = checkTensor(tensor, answer[tensor.name], `${path}.${tensor.name}`);
		if (found !== void 0) return found;
	}
}
function checkTensor(tensor, answer, path) {
	if (tensor.shape === void 0) return void 0;
	let check = (value, at) => checkElement(tensor.type, value, at);
	for (const axis of [...tensor.shape].reverse()) {
		const inner = check;
		const length = typeof axis === "number" ? axis : void 0;
		check = (value, at) => checkList(value, length, at, inner);
	}
	return check(answer, path);
}
function checkKserve(tensors, answer, path) {
	if (!Array.isArray(answer)) return wrong$1(path, "a list of outputs", answer);
	const outputs = answer.filter(isObject);
	for (const { name, type, shape } of tensors) {
		const output = outputs.find((candidate) => candidate["name"] === name);
		if (output === void 0) return `at ${path}: '${name}' is missing`;
		const at = `${path}[${answer.indexOf(output)}]`;
		const datatype = datatypeOf(type);
		if (output["datatype"] !== datatype) return wrong$1(`${at}.datatype`, `${datatype}`, output["datatype"]);
		const lengths = output["shape"];
		if (!isShape(lengths, shape)) return wrong$1(`${at}.shape`, JSON.stringify(shape), lengths);
		const elements = lengths.reduce((all, length) => all * length, 1);
		const found = checkList(output["data"], elements, `${at}.data`, (value, where) => checkElement(type, value, where));
		if (found !== void 0) return found;
	}
}
const isShape = (lengths, shape) => Array.isArray(lengths) && lengths.every((length) => Number.isInteger(length)) && (shape === void 0 || shape.length === lengths.length && shape.every((axis, index) => typeof axis !== "number" || axis === lengths[index]));
function checkElement(type, value, path) {
	switch (type) {
		case "string": return typeof value === "string" ? void 0 : wrong$1(path, "a text", value);
		case "bool": return typeof value === "boolean" ? void 0 : wrong$1(path, "true or false", value);
		case "complex64":
		case "complex128": return;
		case "float16":
		case "bfloat16":
		case "float32":
		case "float64": return checkNumber(value, path);
		default: return Number.isInteger(value) ? void 0 : wrong$1(path, "a whole number", value);
	}
}
const checkNumber = (value, path) => value === null || Number.isFinite(value) ? void 0 : wrong$1(path, "a number", value);
function checkList(value, length, path, check) {
	if (!Array.isArray(value)) return wrong$1(path, "a list", value);
	if (length !== void 0 && value.length !== length) return `at ${path}: expected ${length} elements, got ${value.length}`;
	for (const [index, item] of value.entries()) {
		const found = check(item, `${path}[${index}]`);
		if (found !== void 0) return found;
	}
}
const isLabel = (value) => typeof value === "string" || typeof value === "boolean" || typeof value === "number" && Number.isFinite(value);
const wrong$1 = (path, expected, got) => `at ${path}: expected ${expected}, got ${shorten$2(Number.isNaN(got) ? "NaN" : JSON.stringify(got))}`;
const shorten$2 = (text, length = 300) => text === void 0 ? "nothing" : text.length > length ? `${text.slice(0, length)}…` : text;
// src/plan/suggest.ts
function distance(a, b) {
	const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
	const cell = (i, j) => rows[i]?.[j] ?? 0;
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		rows.push(row);
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let best = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + (same ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, cell(i - 2, j - 2) + 1);
			row.push(best);
		}
	}
	return cell(a.length, b.length);
}
const plain$2 = (word) => word.toLowerCase().replace(/[^a-z0-9]/g, "");
function nearest(given, allowed) {
	const target = plain$2(given);
	let best;
	for (const word of allowed) {
		const candidate = plain$2(word);
		const apart = target.length > 2 && (candidate.startsWith(target) || target.startsWith(candidate)) ? 1 : distance(target, candidate);
		if (apart <= Math.max(1, Math.floor(candidate.length / 3)) && apart < (best?.distance ?? Infinity)) best = {
			word,
			distance: apart
		};
	}
	return best?.word;
}
function didYouMean(given, allowed) {
	const word = nearest(given, allowed);
	return word === void 0 ? "" : ` Did you mean '${word}'?`;
}
// src/plan/values.ts
const isRefusal = (value) => typeof value === "object" && value !== null && "refused" in value;
const refuse = (refused) => ({ refused });
const asText = (raw) => typeof raw === "string" ? raw.trim() : typeof raw === "number" || typeof raw === "boolean" ? String(raw) : void 0;
const text$1 = (options = {}) => ({
	name: "text",
	schema: { type: ["string", "number"] },
	read(raw) {
		const value = asText(raw);
		if (value === void 0) return refuse("expected text");
		if (options.pattern && !options.pattern.test(value)) return refuse(`expected ${options.rule}`);
		return value;
	}
});
const choice = (allowed, aliases = {}) => ({
	name: `one of ${allowed.join(", ")}`,
	schema: {
		type: "string",
		enum: [...allowed, ...Object.keys(aliases)]
	},
	read(raw) {
		const given = asText(raw) ?? "";
		const folded = given.toLowerCase().replace(/[\s_-]+/g, "");
		const match = (word) => word.toLowerCase().replace(/[\s_-]+/g, "") === folded;
		const value = allowed.find(match);
		if (value !== void 0) return value;
		const alias = Object.keys(aliases).find(match);
		if (alias !== void 0) return aliases[alias];
		return refuse(`allowed are ${allowed.join(", ")}.${didYouMean(given, [...allowed, ...Object.keys(aliases)])}`);
	}
});
const number = (options) => {
	const what = options.integer ? "a whole number" : "a number";
	const range = [options.min === void 0 ? "" : ` of at least ${options.min}`, options.max === void 0 ? "" : `${options.min === void 0 ? " of" : " and"} at most ${options.max}`].join("");
	return {
		name: options.integer ? "whole number" : "number",
		schema: {
			type: options.integer ? "integer" : "number",
			...options.min === void 0 ? {} : { minimum: options.min },
			...options.max === void 0 ? {} : { maximum: options.max }
		},
		read(raw) {
			const given = asText(raw) ?? "";
			const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given) ? Number(given) : NaN;
			return Number.isFinite(value) && value >= (options.min ?? -Infinity) && value <= (options.max ?? Infinity) && (!options.integer || Number.isInteger(value)) ? value : refuse(`expected ${what}${range}`);
		}
	};
};
const orAuto = (kind) => ({
	name: `${kind.name} or auto`,
	schema: { anyOf: [kind.schema, { const: "auto" }] },
	read: (raw) => asText(raw)?.toLowerCase() === "auto" ? "auto" : kind.read(raw)
});
const units = {
	"": 1,
	g: 1,
	gb: 1,
	gib: 1,
	gi: 1,
	m: 1 / 1024,
	mb: 1 / 1024,
	mib: 1 / 1024,
	mi: 1 / 1024
};
const memory = {
	name: "GB",
	schema: { type: ["number", "string"] },
	read(raw) {
		const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(asText(raw) ?? "");
		const unit = units[match?.[2]?.toLowerCase() ?? " "];
		const value = Number(match?.[1]) * (unit ?? NaN);
		return value > 0 ? value : refuse("expected GB as a number above 0, such as '2' or '512Mi'");
	}
};
const durationUnits = {
	"": 1e3,
	s: 1e3,
	ms: 1,
	m: 6e4,
	min: 6e4,
	h: 36e5,
	d: 864e5
};
const duration = (options = {}) => ({
	name: "seconds",
	schema: { type: ["number", "string"] },
	read(raw) {
		const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(asText(raw) ?? "");
		const unit = durationUnits[match?.[2]?.toLowerCase() ?? " "];
		const ms = Number(match?.[1]) * (unit ?? NaN);
		if (!(ms > 0 || options.orNone && ms === 0)) return refuse("expected seconds, or a time with a unit such as '500ms', '90s', '5m'");
		if (ms > (options.maxMs ?? Infinity)) return refuse(`expected at most ${(options.maxMs ?? 0) / 1e3} seconds`);
		return ms;
	}
});
const countOrSwitch = (max) => ({
	name: "whole number, true or false",
	schema: { oneOf: [{
		type: "integer",
		minimum: 0,
		maximum: max
	}, { type: "boolean" }] },
	read(raw) {
		const given = (asText(raw) ?? "").toLowerCase();
		if (given === "true") return 1;
		if (given === "false") return 0;
		const value = /^\d+$/.test(given) ? Number(given) : NaN;
		return value <= max ? value : refuse(`expected a whole number from 0 to ${max}, true or false`);
	}
});
const trueOrFalse = {
	name: "true or false",
	schema: { type: "boolean" },
	read(raw) {
		const given = (asText(raw) ?? "").toLowerCase();
		return given === "true" || given === "false" ? given === "true" : refuse("expected true or false");
	}
};
const fromYaml = (raw, schema = "core") => {
	if (typeof raw !== "string") return { value: raw };
	try {
		return { value: (0, import_dist.parse)(raw, { schema }) };
	} catch (error) {
		return refuse(`not valid YAML: ${error instanceof Error ? error.message.split("\n")[0] ?? "" : String(error)}`);
	}
};
const textMap = {
	name: "map of text",
	schema: {
		type: "object",
		additionalProperties: { type: [
			"string",
			"number",
			"boolean"
		] }
	},
	read(raw) {
		const yaml = fromYaml(raw, "failsafe");
		if (isRefusal(yaml)) return yaml;
		if (!isObject(yaml.value)) return refuse("expected a YAML map, one 'name: value' a line");
		const entries = Object.entries(yaml.value).map(([key, value]) => [key, asText(value ?? "")]);
		const nested = entries.find(([, value]) => value === void 0);
		if (nested) return refuse(`expected text under '${nested[0]}', not a list or a map`);
		return Object.fromEntries(entries);
	}
};
const record = (fields) => ({
	name: `map with ${Object.keys(fields).join(", ")}`,
	schema: {
		type: "object",
		additionalProperties: false,
		properties: Object.fromEntries(Object.entries(fields).map(([key, kind]) => [key, kind.schema]))
	},
	read(raw) {
		const yaml = fromYaml(raw);
		if (isRefusal(yaml)) return yaml;
		if (!isObject(yaml.value)) return refuse(`expected a YAML map with ${Object.keys(fields).join(", ")}`);
		const values = {};
		for (const [key, given] of Object.entries(yaml.value)) {
			const kind = fields[key];
			if (!kind) return refuse(`'${key}' is unknown; allowed are ${Object.keys(fields).join(", ")}.${didYouMean(key, Object.keys(fields))}`);
			const value = kind.read(given);
			if (isRefusal(value)) return refuse(`'${key}' is '${asText(given) ?? JSON.stringify(given)}': ${value.refused}`);
			values[key] = value;
		}
		return values;
	}
});
const orSwitch = (kind) => ({
	name: `true, false or ${kind.name}`,
	schema: { anyOf: [trueOrFalse.schema, kind.schema] },
	read(raw) {
		const value = trueOrFalse.read(raw);
		return isRefusal(value) ? kind.read(raw) : value;
	}
});
const orMap = (short, map) => ({
	name: `${short.name}, or ${map.name}`,
	schema: { anyOf: [short.schema, map.schema] },
	read(raw) {
		const yaml = fromYaml(raw);
		return !isRefusal(yaml) && isObject(yaml.value) ? map.read(raw) : short.read(raw);
	}
});
const wholeNumbers = (options) => {
	const item = number({
		...options,
		integer: true
	});
	return {
		name: "list of whole numbers",
		schema: {
			type: "array",
			items: item.schema,
			minItems: 1
		},
		read(raw) {
			const yaml = fromYaml(raw);
			if (isRefusal(yaml)) return yaml;
			if (!Array.isArray(yaml.value) || yaml.value.length === 0) return refuse("expected a list such as [10, 50, 100]");
			const values = yaml.value.map((value) => item.read(value));
			const wrong = values.findIndex(isRefusal);
			if (wrong < 0) return values;
			const { refused } = values[wrong];
			return refuse(`${JSON.stringify(yaml.value[wrong])} in it: ${refused}`);
		}
	};
};
const texts = (example) => ({
	name: "list of text",
	schema: {
		type: "array",
		items: { type: ["string", "number"] }
	},
	read(raw) {
		const yaml = fromYaml(raw, "failsafe");
		if (isRefusal(yaml)) return yaml;
		const values = Array.isArray(yaml.value) ? yaml.value.map(asText) : [void 0];
		return values.some((value) => value === void 0 || value === "") ? refuse(`expected a list such as ${example}`) : values;
	}
});
const textOrTexts = (example) => ({
	name: "text or list of text",
	schema: { anyOf: [{ type: "string" }, texts(example).schema] },
	read(raw) {
		const value = asText(raw);
		return value === void 0 || /^(\[|-\s)/.test(value) ? texts(example).read(raw) : [value];
	}
});
const anything = {
	name: "JSON or a file",
	schema: {},
	read: (raw) => raw
};
// src/plan/smoke.ts
const defaultTolerance = 1e-6;
function understand(raw, files) {
	if (typeof raw !== "string") return { value: raw };
	const text = raw.trim();
	const isJson = /^[[{"]/.test(text);
	if (!isJson && !text.includes("\n") && files.kind(text) === "file") return parseJson(files.read(text), text);
	const json = isJson ? parseJson(text) : void 0;
	if (json && !isRefusal(json)) return json;
	try {
		const value = (0, import_dist.parse)(text);
		if (typeof value === "object" && value !== null) return { value };
		if (typeof value === "number" || typeof value === "boolean") return { value };
	} catch {}
	if (json) return json;
	return { refused: "neither JSON nor the path of a file in the checkout" };
}
function parseJson(text, file) {
	try {
		return {
			value: JSON.parse(text),
			text
		};
	} catch (error) {
		return { refused: `${file === void 0 ? "" : `${file}: `}not valid JSON: ${reasonOf(error)}` };
	}
}
const expectationKeys = new Set([
	"status",
	"body",
	"tolerance"
]);
function toExpectation(value) {
	const keys = isObject(value) ? Object.keys(value) : [];
	if (!(isObject(value) && keys.every((key) => expectationKeys.has(key)) && (typeof value["status"] === "number" || "body" in value))) return {
		status: 200,
		body: { value },
		tolerance: defaultTolerance
	};
	return {
		status: typeof value["status"] === "number" ? value["status"] : 200,
		..."body" in value ? { body: { value: value["body"] } } : {},
		tolerance: typeof value["tolerance"] === "number" ? value["tolerance"] : defaultTolerance
	};
}
const answersAtAll = {
	status: 200,
	tolerance: defaultTolerance
};
const caseKeys = [
	"name",
	"model",
	"request",
	"expect"
];
function unknownKey(item) {
	if (!isObject(item) || !("request" in item)) return void 0;
	return Object.keys(item).find((key) => !caseKeys.includes(key));
}
function wrongModel(model) {
	if (model === void 0 || typeof model === "string") return void 0;
	return `'model' is ${JSON.stringify(model)}: expected the name of a model in the Triton repository`;
}
function wrongExpectation(value) {
	if (!isObject(value) || !Object.keys(value).every((key) => expectationKeys.has(key))) return void 0;
	const { status, tolerance } = value;
	if (status !== void 0 && !(Number.isInteger(status) && Number(status) >= 100 && Number(status) < 600)) return `'status' is ${JSON.stringify(status)}: expected an HTTP status such as 200`;
	if (tolerance !== void 0 && !(typeof tolerance === "number" && tolerance >= 0)) return `'tolerance' is ${JSON.stringify(tolerance)}: expected a number of at least 0`;
}
const isSeveral = (value, files) => Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item) || typeof item === "string" && files.kind(item) === "file");
function readSmokeCases(request, expect, files) {
	if (typeof request === "string" && request.trim().toLowerCase() === "none") return [];
	const asked = understand(request, files);
	if (isRefusal(asked)) return {
		...asked,
		input: "smoke-request"
	};
	const several = isSeveral(asked.value, files) || isObject(asked.value) && "request" in asked.value;
	const items = Array.isArray(asked.value) && several ? asked.value : [asked.value];
	const expected = expect === void 0 ? void 0 : understand(expect, files);
	if (isRefusal(expected)) return {
		...expected,
		input: "smoke-expect"
	};
	const perCase = several && Array.isArray(expected?.value) && expected.value.length === items.length;
	if (several && items.length > 1 && Array.isArray(expected?.value) && !perCase) return {
		refused: `${expected.value.length} expectations for ${items.length} requests; give one for each, or one for all`,
		input: "smoke-expect"
	};
	const cases = [];
	for (const [index, item] of items.entries()) {
		const own = several && isObject(item) && "request" in item ? item : void 0;
		const stray = unknownKey(own);
		if (stray !== void 0) return {
			refused: `'${stray}' is unknown in a case; allowed are ${caseKeys.join(", ")}.${didYouMean(stray, caseKeys)}`,
			input: "smoke-request"
		};
		const misnamed = wrongModel(own?.["model"]);
		if (misnamed !== void 0) return {
			refused: misnamed,
			input: "smoke-request"
		};
		const payload = several ? understand(own ? own["request"] : item, files) : asked;
		if (isRefusal(payload)) return {
			...payload,
			input: "smoke-request"
		};
		const shared = expected && (perCase ? expected.value[index] : expected.value);
		const wanted = own && "expect" in own ? understand(own["expect"], files) : void 0;
		if (isRefusal(wanted)) return {
			...wanted,
			input: "smoke-request"
		};
		const common = typeof shared === "string" && files.kind(shared) === "file" ? understand(shared, files) : { value: shared };
		if (isRefusal(common)) return {
			...common,
			input: "smoke-expect"
		};
		const wrong = wrongExpectation(wanted ? wanted.value : common.value);
		if (wrong !== void 0) return {
			refused: wrong,
			input: wanted ? "smoke-request" : "smoke-expect"
		};
		const name = typeof own?.["name"] === "string" ? own["name"] : typeof item === "string" && several ? item : `request ${index + 1}`;
		cases.push({
			name,
			...typeof own?.["model"] === "string" ? { model: own["model"] } : {},
			body: payload.text ?? JSON.stringify(payload.value),
			expect: wanted ? toExpectation(wanted.value) : expected ? toExpectation(common.value) : answersAtAll
		});
	}
	return cases;
}
function difference(actual, expected, tolerance, path = "$") {
	if (typeof expected === "number" && typeof actual === "number") return Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)) ? void 0 : `at ${path}: expected ${expected}, got ${actual}`;
	if (Array.isArray(expected) && Array.isArray(actual)) {
		if (expected.length !== actual.length) return `at ${path}: expected ${expected.length} elements, got ${actual.length}`;
		for (const [index, item] of expected.entries()) {
			const found = difference(actual[index], item, tolerance, `${path}[${index}]`);
			if (found) return found;
		}
		return;
	}
	if (isObject(expected) && isObject(actual)) {
		for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
			if (!(key in actual)) return `at ${path}: '${key}' is missing`;
			if (!(key in expected)) return `at ${path}: '${key}' was not expected`;
			const found = difference(actual[key], expected[key], tolerance, `${path}.${key}`);
			if (found) return found;
		}
		return;
	}
	return actual === expected ? void 0 : `at ${path}: expected ${shorten$1(JSON.stringify(expected))}, got ${shorten$1(JSON.stringify(actual))}`;
}
const shorten$1 = (text, length = 300) => text === void 0 ? "nothing" : text.length > length ? `${text.slice(0, length)}…` : text;
function judgeAnswer(test, answer) {
	const { expect } = test;
	if (!(answer.status === expect.status || answer.modelStatus === String(expect.status))) {
		const behind = answer.modelStatus === void 0 ? "" : `, the container itself answered ${answer.modelStatus}`;
		const reason = answer.modelReason ? ` (${answer.modelReason})` : "";
		return {
			passed: false,
			code: answer.status >= 200 && answer.status < 300 ? "smoke-wrong-answer" : "smoke-error",
			message: `${test.name}: expected HTTP ${expect.status}, got ${answer.status}${behind}${reason}: ${shorten$1(answer.text)}`
		};
	}
	if (!expect.body && !expect.promise) return { passed: true };
	const wrong = (what) => ({
		passed: false,
		code: "smoke-wrong-answer",
		message: `${test.name}: ${what}`
	});
	let value;
	try {
		value = JSON.parse(answer.text);
	} catch {
		return wrong(`expected JSON, got ${shorten$1(answer.text)}`);
	}
	if (expect.body) {
		const found = difference(value, expect.body.value, expect.tolerance);
		if (found !== void 0) return wrong(`wrong answer ${found}. Expected ${shorten$1(JSON.stringify(expect.body.value))}, got ${shorten$1(answer.text)}`);
	}
	const broken = expect.promise && keepsPromise(expect.promise, value);
	if (broken === void 0) return { passed: true };
	return wrong(`wrong answer ${broken}, by what the model file says. Got ${shorten$1(answer.text)}`);
}
function percentile(values, rank) {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(rank / 100 * sorted.length) - 1)] ?? 0;
}
function report$1(test, answers) {
	const latencies = answers.map((answer) => answer.latencyMs);
	return {
		case: test,
		answers,
		sent: answers.length,
		p50Ms: percentile(latencies, 50),
		p95Ms: percentile(latencies, 95)
	};
}
function judge({ case: test, answers, sent, p95Ms }, maxLatencyMs) {
	for (const answer of answers) {
		const verdict = judgeAnswer(test, answer);
		if (!verdict.passed) return verdict;
	}
	if (maxLatencyMs !== void 0 && p95Ms > maxLatencyMs) return {
		passed: false,
		code: "smoke-too-slow",
		message: `${test.name}: the 95th percentile of ${sent} answers is ${Math.round(p95Ms)} ms, 'smoke-max-latency-ms' allows ${maxLatencyMs}`
	};
	return { passed: true };
}
// src/plan/summary/smoke.ts
const most$1 = {
	cell: 120,
	text: 4e3,
	cases: 30
};
function smokeSection(result) {
	const limit = limitOf(result);
	const { shown } = choose(result, most$1.cases);
	return section("Smoke test", paragraphs([smokeTable(result, most$1.cases), ...shown.map((report) => inFull(report, limit))]));
}
function smokeTable(result, mostCases) {
	const limit = limitOf(result);
	const { shown, left } = choose(result, mostCases);
	if (shown.length === 0) return "";
	return paragraphs([table([
		"Case",
		"Request",
		"Expected",
		"Answer",
		"HTTP",
		"Sent",
		"p50",
		"p95"
	], shown.map((report) => row(report, limit))), left > 0 ? `${left} more passed.` : ""]);
}
const limitOf = ({ plan }) => plan?.view.watch.maxLatencyMs;
function choose({ smoke: reports = [] }, mostCases) {
	const first = reports.slice(0, mostCases);
	const last = reports.slice(mostCases).slice(-1);
	const shown = [...first, ...last];
	return {
		shown,
		left: reports.length - shown.length
	};
}
function row(report, limit) {
	const { case: test, sent, p50Ms, p95Ms } = report;
	const last = report.answers.at(-1);
	const short = (text) => code(clip(text, most$1.cell));
	return [
		`${judge(report, limit).passed ? "✅" : "❌"} ${plain$3(test.name)}`,
		short(test.body),
		test.expect.body ? short(expected(test.expect)) : plain$3(expected(test.expect)),
		short(last?.text ?? ""),
		String(last?.status ?? ""),
		String(sent),
		inMs(p50Ms),
		inMs(p95Ms)
	];
}
function expected({ status, body, promise, tolerance }) {
	if (body) {
		const near = tolerance === 1e-6 ? "" : ` ± ${tolerance * 100} %`;
		return `${status === 200 ? "" : `HTTP ${status} `}${JSON.stringify(body.value)}${near}`;
	}
	return promise ? "what the model file promises" : `HTTP ${status}`;
}
function inFull(report, limit) {
	const { case: test, answers } = report;
	const { passed } = judge(report, limit);
	const last = answers.at(-1)?.text ?? "";
	const want = expected(test.expect);
	if ([
		test.body,
		last,
		want
	].every((text) => text.length <= most$1.cell)) return "";
	const part = (title, text) => text === "" ? "" : `**${title}**\n\n${fenced(clip(pretty(text), most$1.text), "json")}`;
	return fold$1(`${passed ? "✅" : "❌"} ${plain$3(test.name)} in full`, paragraphs([
		part("Expected", test.expect.body ? want : ""),
		part("Got", last),
		part("Asked", test.body)
	]), !passed);
}
function pretty(text) {
	if (text.length > most$1.text) return text;
	try {
		const spread = JSON.stringify(JSON.parse(text), null, 2);
		return spread.split("\n").length > 40 ? text : spread;
	} catch {
		return text;
	}
}
// src/plan/gantt.ts
const stages = [
	"Decide",
	"Make",
	"Roll out",
	"Finish"
];
const stageOf = {
	request: "Decide",
	"sign-in": "Decide",
	facts: "Decide",
	attestation: "Decide",
	plan: "Decide",
	preflight: "Make",
	model: "Make",
	code: "Make",
	environment: "Make",
	endpoint: "Make",
	deployment: "Make",
	smoke: "Roll out",
	traffic: "Roll out",
	verify: "Roll out",
	bake: "Roll out",
	"clean-up": "Finish"
};
const mostBars = 40;
const fewestBars = 3;
function toGantt(timeline, totalMs) {
	const shown = longest(timeline);
	if (shown.length < fewestBars) return "";
	const bars = stages.flatMap((stage) => {
		const own = shown.filter(({ phase }) => stageOf[phase] === stage);
		return own.length === 0 ? [] : [`    section ${stage}`, ...own.map(bar)];
	});
	return [
		"gantt",
		"    dateFormat YYYY-MM-DD HH:mm:ss.SSS",
		...axis(Math.max(totalMs, ...shown.map(({ from, ms }) => from + ms))),
		...bars
	].join("\n");
}
const longest = (timeline) => [...timeline].sort((a, b) => b.ms - a.ms).slice(0, mostBars).sort((a, b) => a.from - b.from || a.ms - b.ms);
function bar({ phase, from, ms, outcome }) {
	const state = outcome === "failed" ? "crit, " : "";
	return `    ${phase} ${spell(ms)} :${state}${instant(from)}, ${instant(from + Math.max(1, ms))}`;
}
const dayOne = Date.UTC(2001, 0, 1);
const instant = (ms) => new Date(dayOne + Math.max(0, Math.round(ms))).toISOString().replace("T", " ").replace("Z", "");
function axis(totalMs) {
	const [every, format] = marks.find(([, , upTo]) => totalMs <= upTo) ?? hourly(totalMs);
	return [
		`    axisFormat ${format}`,
		`    tickInterval ${every}`,
		"    todayMarker off"
	];
}
const minute = 6e4;
const hour = 60 * minute;
const marks = [
	[
		"500millisecond",
		"%-S.%L s",
		5e3
	],
	[
		"1second",
		"%-S s",
		1e4
	],
	[
		"5second",
		"%-S s",
		minute
	],
	[
		"30second",
		"%-M:%S",
		5 * minute
	],
	[
		"1minute",
		"%-M min",
		10 * minute
	],
	[
		"2minute",
		"%-M min",
		20 * minute
	],
	[
		"5minute",
		"%-M min",
		hour
	],
	[
		"15minute",
		"%-H:%M h",
		3 * hour
	],
	[
		"1hour",
		"%-H h",
		12 * hour
	]
];
const hourly = (totalMs) => [`${Math.ceil(totalMs / (10 * hour))}hour`, "%-d. %H:00"];
// src/plan/summary/timeline.ts
const mostRows = 100;
function timelineSection({ timeline, totalMs }) {
	if (timeline.length === 0) return "";
	const sorted = [...timeline].sort((a, b) => a.from - b.from);
	const rows = sorted.slice(0, mostRows).map(({ phase, from, ms, outcome, note }) => [
		`${outcome === "done" ? "✅" : "❌"} ${phase}`,
		`+${spell(from)}`,
		spell(ms),
		plain$3(clip(note ?? "", 300))
	]);
	const left = sorted.length - rows.length;
	const chart = toGantt(timeline, totalMs);
	return section(`Timeline (${spell(totalMs)})`, paragraphs([chart === "" ? "" : fenced(chart, "mermaid"), fold$1("The phases in words", paragraphs([table([
		"Phase",
		"Began",
		"Took",
		""
	], rows), left > 0 ? `And ${left} more: the log of the run has them.` : ""]))]));
}
// src/plan/summary.ts
const mostBytes$1 = 1e6;
function toSummary(result) {
	const { error, status } = result;
	return withinBytes([
		{
			name: "the title",
			text: heading(result),
			essential: true
		},
		{
			name: "the cause",
			text: error ? causeSection(error, result) : "",
			essential: true
		},
		{
			name: "the evidence",
			text: error ? evidenceSection(error) : ""
		},
		{
			name: "what is live",
			text: paragraphs([status === "planned" ? "" : liveTable(result), factsTable$1(result)])
		},
		{
			name: "the deployments",
			text: deploymentsSection(result.deployments ?? [])
		},
		{
			name: "the plan",
			text: status === "planned" ? planSection(result) : ""
		},
		{
			name: "the smoke test",
			text: smokeSection(result)
		},
		{
			name: "the rollout",
			text: rolloutSection(result)
		},
		{
			name: "live traffic",
			text: liveTrafficSection(result.live ?? [])
		},
		{
			name: "the example call",
			text: callSection(result)
		},
		{
			name: "the preflight",
			text: preflightSection(result.preflight)
		},
		{
			name: "what loading the model imports",
			text: scanSection(result.findings ?? [])
		},
		{
			name: "the timeline",
			text: timelineSection(result)
		},
		{
			name: "the notes",
			text: notesSection(result.notes ?? [])
		}
	], mostBytes$1);
}
const mostNotes = 100;
function notesSection(notes) {
	const shown = notes.slice(0, mostNotes).map((note) => `- ${plain$3(clip(note, 2e3))}`);
	const left = notes.length - shown.length;
	return section("Notes", [...shown, ...left > 0 ? [`- and ${left} more, in the log of the run`] : []].join("\n"));
}
// src/github/report.ts
async function report(result) {
	if (!isSuccess(result.status)) process.exitCode = 1;
	for (const [name, value] of Object.entries(toOutputs(result))) try {
		setOutput(name, value);
	} catch (error) {
		warning(`output '${name}' could not be written: ${reasonOf(error)}`);
	}
	try {
		if (process.env["GITHUB_STEP_SUMMARY"]) await summary.addRaw(toSummary(result)).write();
	} catch (error) {
		warning(`the job summary could not be written: ${reasonOf(error)}`);
	}
	if (!isSuccess(result.status) && result.error) annotate(result.error, result);
}
const fail = (message) => setFailed(message);
function annotate(failure, { failedPhase, status }) {
	for (const problem of failure.problems ?? []) if (problem.place) error(problem.message, at(problem.place));
	error(spellFailure(failure), {
		title: `${status}${failedPhase === void 0 ? "" : ` (${failedPhase})`}: ${failure.code}`,
		...failure.place ? at(failure.place) : {}
	});
}
function spellFailure(failure) {
	const ids = Object.entries(failure.correlation ?? {}).map(([name, value]) => `${name} ${value}`);
	return [
		failure.message,
		failure.azure && failure.azure !== failure.message ? `Azure says: ${failure.azure}` : "",
		failure.hint ? `What to do: ${failure.hint}` : "",
		failure.link ? `See ${failure.link}` : "",
		ids.length > 0 ? `Ids for a support ticket: ${ids.join(", ")}` : ""
	].filter((line) => line !== "").join("\n");
}
// src/plan/comment.ts
const mostBytes = 6e4;
const most = {
	findings: 10,
	cases: 5,
	notes: 10,
	note: 500
};
function commentMarker({ serviceName = "", where, mode }) {
	return `<!-- azureml-deploy ${[
		`service=${encodeURIComponent(serviceName)}`,
		...where ? [`workspace=${encodeURIComponent(where.workspace)}`] : [],
		...mode === "check" ? ["check"] : []
	].join(" ")} -->`;
}
function toComment(result) {
	const { error, status, findings = [] } = result;
	const isGone = status === "deleted";
	return withinBytes([
		{
			name: "the title",
			text: `${commentMarker(result)}\n${heading(result)}`,
			essential: true
		},
		{
			name: "the cause",
			text: error ? causeSection(withoutPrint(error), result) : "",
			essential: true
		},
		{
			name: "what is live",
			text: status === "planned" || isGone ? "" : liveTable(result)
		},
		{
			name: "the facts",
			text: isGone ? "" : factsTable(result)
		},
		{
			name: "the plan",
			text: status === "planned" ? planSection(result) : ""
		},
		{
			name: "the smoke test",
			text: section("Smoke test", smokeTable(withoutErrors(result), most.cases))
		},
		{
			name: "the preflight",
			text: preflightSection(result.preflight)
		},
		{
			name: "what loading the model imports",
			text: scanSection(findings, most.findings)
		},
		{
			name: "the notes",
			text: notesFold(result.notes ?? [])
		},
		{
			name: "where it comes from",
			text: footer(result),
			essential: true
		}
	], mostBytes);
}
function withoutPrint(failure) {
	const [first = "", ...others] = failure.message.split("\n");
	const kept = others.filter((line) => line.startsWith("- ")).map(withoutAnswer);
	const said = others.flatMap((line) => exception.exec(line)?.[0] ?? []);
	return {
		...failure,
		message: [withoutAnswer(first), ...said.length > 0 ? said : kept].join("\n")
	};
}
const exception = /^The container says: (?:(?:ModuleNotFound|Import)Error: .*|[\w.]+)/;
const withoutAnswer = (text) => text.replace(/(expected HTTP \d+, got \d+).*$/s, "$1");
function withoutErrors(result) {
	const { smoke } = result;
	if (!smoke) return result;
	const hide = (answer) => answer.status >= 400 ? {
		...answer,
		text: ""
	} : answer;
	return {
		...result,
		smoke: smoke.map((report) => ({
			...report,
			answers: report.answers.map(hide)
		}))
	};
}
function factsTable(result) {
	const { scoringUri, expiresAt, framework, frameworkVersion, holds, status } = result;
	return facts([
		["Scoring URI", status === "planned" ? "" : code(scoringUri ?? "")],
		["Expires", expiresAt ? `${plain$3(atMinute(expiresAt))} UTC` : ""],
		["Costs", status === "deployed" || status === "unchanged" ? monthlyCost(result) : ""],
		["Framework", plain$3([framework, frameworkVersion].filter((text) => text).join(" "))],
		["Holds", plain$3(holds ?? "")]
	]);
}
function notesFold(notes) {
	if (notes.length === 0) return "";
	const shown = notes.slice(0, most.notes).map((note) => `- ${plain$3(clip(note, most.note))}`);
	const left = notes.length - shown.length;
	return fold$1("Notes", [...shown, ...left > 0 ? [`- and ${left} more`] : []].join("\n"));
}
function footer({ commit, runUrl }) {
	const parts = [commit ? `of ${code(commit.slice(0, 7))}` : "", runUrl ? link("the whole run", runUrl) : ""].filter((part) => part !== "");
	return paragraphs([parts.length === 0 ? "" : `<sub>${parts.join(" · ")}</sub>`]);
}
// src/plan/shown.ts
function taskOf(mode) {
	switch (mode) {
		case "deploy":
		case "promote":
		case "rollback": return mode;
		case "plan":
		case "check":
		case "status":
		case "delete":
		case "sweep": return;
	}
}
function outcomeOf({ status, error, scoringUri }) {
	if (!isSuccess(status)) return {
		state: "failure",
		description: error ? `${status}: ${error.code}` : status
	};
	return {
		state: "success",
		description: status,
		...scoringUri ? { url: scoringUri } : {}
	};
}
// src/github/api.ts
function repositoryOf({ GITHUB_REPOSITORY }) {
	const [owner, repo] = GITHUB_REPOSITORY?.split("/") ?? [];
	return owner && repo ? {
		owner,
		repo
	} : void 0;
}
const mostTries$2 = 3;
const tryMs$1 = 1e4;
const pauseMs = 1e3;
function openApi(token) {
	const api = getOctokit(token);
	api.hook.wrap("request", async (send, options) => {
		for (let tries = 1;; tries++) {
			const signal = AbortSignal.timeout(tryMs$1);
			try {
				return await send({
					...options,
					request: {
						...options.request,
						signal
					}
				});
			} catch (error) {
				if (tries >= mostTries$2 || !mayPass(error)) throw error;
				await new Promise((resolve) => setTimeout(resolve, pauseMs * tries));
			}
		}
	});
	return api;
}
const statusOf = (error) => error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : void 0;
const mayPass = (error) => {
	const status = statusOf(error) ?? 500;
	return status >= 500 || status === 429;
};
function explainRefusal(error, permission) {
	const said = reasonOf(error).split("\n")[0] ?? "";
	switch (statusOf(error)) {
		case 401: return `GitHub does not take the token (${said}). Give 'github-token' the job's own: \${{ github.token }}`;
		case 403:
		case 404: return `GitHub refused (${said}). The job needs 'permissions: ${permission}'; in the pull request of a fork, a token can only read`;
		default: return said;
	}
}
// src/github/comment.ts
async function writeComment(api, repository, number, { marker, body, begins }) {
	const issue = {
		...repository,
		issue_number: number
	};
	const found = await findComment(api, issue, marker);
	if (found?.body === body) return;
	if (found) await api.rest.issues.updateComment({
		...repository,
		comment_id: found.id,
		body
	});
	else if (begins) await api.rest.issues.createComment({
		...issue,
		body
	});
}
async function findComment(api, issue, marker) {
	const pages = api.paginate.iterator(api.rest.issues.listComments, {
		...issue,
		per_page: 100
	});
	for await (const { data } of pages) {
		const found = data.find(({ body }) => body?.split(/\r?\n/, 1)[0] === marker);
		if (found) return found;
	}
}
// src/claims.ts
const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
// src/github/token.ts
async function askForToken(audience) {
	if (!process.env["ACTIONS_ID_TOKEN_REQUEST_URL"] || !process.env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]) throw new ActionError({
		code: "oidc-unavailable",
		message: "GitHub offers this job no OIDC token",
		hint: "Add to the job:\n  permissions:\n    id-token: write\n    contents: read\nPull requests from forks never get one; use another way to sign in, or do not deploy from them."
	});
	for (let tries = 1;; tries++) try {
		return await inTime(getIDToken(audience));
	} catch (cause) {
		if (tries < mostTries$1) continue;
		throw new ActionError({
			code: "oidc-unavailable",
			message: `GitHub did not give an OIDC token: ${reasonOf(cause)}`,
			hint: "Run the job again. If it stays, see https://www.githubstatus.com.",
			cause
		});
	}
}
const mostTries$1 = 3;
const tryMs = 2e4;
async function inTime(work) {
	const { promise: tooLong, reject } = Promise.withResolvers();
	const timer = setTimeout(() => reject(new Error(`no answer within ${tryMs / 1e3} s`)), tryMs);
	try {
		return await Promise.race([work, tooLong]);
	} finally {
		clearTimeout(timer);
	}
}
// src/github/deployment.ts
const createdBy = "azureml-deploy";
const longestDescription = 140;
async function recordDeployment(api, repository, { environment, service, task, commit, isTransient }) {
	const { data } = await api.rest.repos.createDeployment({
		...repository,
		ref: commit,
		task,
		environment,
		description: `${service} in Azure Machine Learning`.slice(0, longestDescription),
		payload: {
			createdBy,
			service
		},
		transient_environment: isTransient,
		auto_merge: false,
		required_contexts: []
	});
	if (!("id" in data)) throw new Error(data.message ?? "GitHub made no deployment");
	return data.id;
}
async function sayOutcome(api, repository, id, { state, description, url, logUrl }) {
	await api.rest.repos.createDeploymentStatus({
		...repository,
		deployment_id: id,
		state,
		description: description.slice(0, longestDescription),
		...url === void 0 ? {} : { environment_url: url },
		...logUrl === void 0 ? {} : { log_url: logUrl }
	});
}
const mostRetired = 30;
async function retireDeployments(api, repository, environment, except) {
	const { data } = await api.rest.repos.listDeployments({
		...repository,
		environment,
		per_page: mostRetired
	});
	for (const { id } of data.filter((one) => isOurs$2(one.payload) && one.id !== except)) {
		const { data: statuses } = await api.rest.repos.listDeploymentStatuses({
			...repository,
			deployment_id: id,
			per_page: 1
		});
		const state = statuses[0]?.state;
		if (state === "inactive") return;
		if (state === "success" || state === "in_progress") await sayOutcome(api, repository, id, {
			state: "inactive",
			description: "no longer there"
		});
	}
}
const isOurs$2 = (payload) => typeof payload === "string" ? payload.includes(createdBy) : payload?.createdBy === createdBy;
async function hasOwnDeployment(api, repository, commit, runUrl) {
	if (process.env["ACTIONS_ID_TOKEN_REQUEST_URL"]) try {
		const token = await askForToken(`https://github.com/${repository.owner}`);
		return claimsOf(token)["environment"] !== void 0;
	} catch {}
	if (runUrl === void 0) return false;
	const { data } = await api.rest.repos.listDeployments({
		...repository,
		sha: commit,
		per_page: 10
	});
	for (const { id } of data.filter(({ payload }) => !isOurs$2(payload))) {
		const { data: statuses } = await api.rest.repos.listDeploymentStatuses({
			...repository,
			deployment_id: id,
			per_page: 1
		});
		if (`${statuses[0]?.log_url ?? ""}/`.startsWith(`${runUrl}/`)) return true;
	}
	return false;
}
// src/github/event.ts
function readPullRequest({ GITHUB_EVENT_PATH }) {
	if (!GITHUB_EVENT_PATH) return void 0;
	let event;
	try {
		event = JSON.parse(readFileSync(GITHUB_EVENT_PATH, "utf8"));
	} catch {
		return;
	}
	const { number, head, base } = event.pull_request ?? {};
	if (typeof number !== "number") return void 0;
	return {
		number,
		head: typeof head?.sha === "string" ? head.sha : "",
		isFork: head?.repo?.full_name !== base?.repo?.full_name
	};
}
// src/github/runs.ts
async function isOver(api, { owner, repo }, link) {
	const path = link.split(`/${owner}/${repo}/actions/runs/`)[1] ?? "";
	const [, run, attempt] = /^(\d+)\/attempts\/(\d+)$/.exec(path) ?? [];
	if (run === void 0 || attempt === void 0) return false;
	try {
		const { data } = await api.rest.actions.getWorkflowRunAttempt({
			owner,
			repo,
			run_id: Number(run),
			attempt_number: Number(attempt)
		});
		return data.status === "completed";
	} catch (error) {
		if (statusOf(error) === 404) return false;
		throw error;
	}
}
// src/github/state.ts
const unsettledKey = "unsettled";
const deploymentKey = "github-deployment";
const rememberUnsettled = (unsettled) => remember(unsettledKey, unsettled);
const recallUnsettled = () => recall(unsettledKey);
const rememberDeployment = (id) => remember(deploymentKey, id);
const recallDeployment = () => recall(deploymentKey);
function remember(key, value) {
	if (!process.env["GITHUB_STATE"]) return;
	try {
		saveState(key, value ?? null);
	} catch (error) {
		warning(`the post step will know nothing of this run: ${reasonOf(error)}`);
	}
}
function recall(key) {
	const text = getState(key);
	return text === "" ? void 0 : JSON.parse(text) ?? void 0;
}
// src/github/show.ts
function openShow(token, environment, origin, log) {
	const repository = repositoryOf(environment);
	if (!token || !repository) return silent;
	return new Shown({
		api: openApi(token),
		repository,
		pullRequest: readPullRequest(environment),
		origin,
		log
	});
}
const silent = {
	about: () => {},
	begin: () => {},
	isOver: async () => false,
	end: async () => {}
};
var Shown = class {
	#connection;
	#showing;
	#deployment = Promise.resolve(void 0);
	constructor(connection) {
		this.#connection = connection;
	}
	about(showing) {
		this.#showing = showing;
	}
	begin() {
		const showing = this.#showing;
		const task = showing && taskOf(showing.mode);
		if (showing && task !== void 0) this.#deployment = this.#begin(showing, task);
	}
	async #begin(showing, task) {
		const id = await this.#recording(() => this.#record(showing, task));
		if (id === void 0) return void 0;
		rememberDeployment(id);
		await this.#recording(() => this.#say(id, {
			state: "in_progress",
			description: "under way"
		}));
		return id;
	}
	async #record(showing, task) {
		const { api, repository, pullRequest, origin, log } = this.#connection;
		const commit = pullRequest?.head || origin.commit;
		if (commit === void 0) return void 0;
		if (await hasOwnDeployment(api, repository, commit, origin.runUrl)) {
			log.debug("the job has an environment, so GitHub records the deployment itself");
			return;
		}
		const { environment, service, isTransient } = showing;
		return recordDeployment(api, repository, {
			environment,
			service,
			task,
			commit,
			isTransient: isTransient || pullRequest !== void 0
		});
	}
	#say(id, outcome) {
		const { api, repository, origin } = this.#connection;
		const logUrl = runLink(origin);
		return sayOutcome(api, repository, id, {
			...outcome,
			...logUrl ? { logUrl } : {}
		});
	}
	isOver(run) {
		const { api, repository } = this.#connection;
		return this.#trying("whether the other run is over", "actions: read", () => isOver(api, repository, run)).then((over) => over ?? false);
	}
	async end(result) {
		await Promise.all([this.#endDeployment(result), this.#endComment(result)]);
	}
	async #endDeployment(result) {
		const { api, repository } = this.#connection;
		const showing = this.#showing;
		const id = await this.#deployment;
		await this.#recording(async () => {
			if (id !== void 0) {
				await this.#say(id, outcomeOf(result));
				rememberDeployment(void 0);
				if (showing && isSuccess(result.status)) await retireDeployments(api, repository, showing.environment, id);
			}
			for (const { environment } of result.removed ?? []) {
				const named = showing?.mode === "delete" ? [showing.environment] : [];
				for (const one of new Set([environment, ...named])) await retireDeployments(api, repository, one);
			}
		});
	}
	async #endComment(result) {
		const { api, repository, pullRequest } = this.#connection;
		if (!pullRequest || this.#showing?.comments === false) return;
		await this.#trying("the comment on the pull request", "pull-requests: write", () => writeComment(api, repository, pullRequest.number, {
			marker: commentMarker(result),
			body: toComment(result),
			begins: result.status !== "deleted"
		}));
	}
	#recording(work) {
		return this.#trying("the GitHub Deployment", "deployments: write", work);
	}
	async #trying(what, permission, work) {
		try {
			return await work();
		} catch (error) {
			const { pullRequest, log } = this.#connection;
			const said = `${what} is missing: ${explainRefusal(error, permission)}`;
			if (pullRequest?.isFork) log.info(said);
			else log.warning(said);
			return;
		}
	}
};
async function endLostDeployment(id, environment, origin, log) {
	const { "github-token": token } = readInputs(environment);
	const repository = repositoryOf(environment);
	if (!token || !repository) return;
	try {
		const logUrl = runLink(origin);
		await sayOutcome(openApi(token), repository, id, {
			state: "failure",
			description: "the run was stopped",
			...logUrl ? { logUrl } : {}
		});
	} catch (error) {
		log.warning(`the GitHub Deployment stays 'in progress': ${explainRefusal(error, "deployments: write")}`);
	}
}
// src/plan/azureError.ts
const asString = (value) => typeof value === "string" ? value : "";
function readAzureError(body) {
	const value = typeof body === "string" ? parse$1(body) ?? body : body;
	if (typeof value === "string") return {
		code: "",
		message: value.trim(),
		details: [],
		info: {}
	};
	if (!isObject(value)) return {
		code: "",
		message: "",
		details: [],
		info: {}
	};
	const error = isObject(value["error"]) ? value["error"] : value;
	const listed = Array.isArray(error["details"]) ? error["details"] : [];
	const inner = isObject(error["innererror"] ?? error["innerError"]) ? [error["innererror"] ?? error["innerError"]] : [];
	const info = {};
	for (const item of Array.isArray(error["additionalInfo"]) ? error["additionalInfo"] : []) if (isObject(item) && typeof item["type"] === "string") info[item["type"]] = item["info"];
	return {
		code: asString(error["code"]),
		message: asString(error["message"]).trim(),
		details: [...listed, ...inner].map(readAzureError),
		info
	};
}
const parse$1 = (text) => {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
};
const everyError = (error) => [error, ...error.details.flatMap(everyError)];
function embedded(message) {
	const start = message.indexOf("{");
	const json = start < 0 ? void 0 : parse$1(message.slice(start, message.lastIndexOf("}") + 1));
	if (!isObject(json)) return [];
	const sentences = (isObject(json["errors"]) ? Object.entries(json["errors"]) : []).flatMap(([field, list]) => (Array.isArray(list) ? list : [list]).filter((item) => typeof item === "string").map((item) => field === "" ? item : `${field}: ${item}`));
	if (sentences.length > 0) return sentences;
	const nested = readAzureError(json);
	const said = everyError(nested).map((error) => error.message).filter((text) => text !== "");
	return said.length > 0 ? said : [asString(json["title"])].filter((text) => text !== "");
}
function sentences(error) {
	const all = everyError(error).flatMap(({ message }) => {
		const inside = embedded(message);
		const outside = inside.length > 0 ? message.slice(0, message.indexOf("{")).trim() : message;
		return [.../error detail:$|HttpRequest error,?$|^$/i.test(outside) ? [] : [outside], ...inside];
	});
	return [...new Set(all.map((text) => text.trim()).filter((text) => text !== ""))];
}
const codes = (error) => everyError(error).map(({ code }) => code).filter((code) => code !== "");
// src/plan/catalogue.ts
const catalogue = [
	{
		azure: { says: /Not enough quota available for (\S+) .*?Current usage\/limit: (\d+)\/(\d+)\. Additional needed: (\d+)/s },
		code: "quota-exceeded",
		hint: (found) => `${found?.[1] ?? "The size"} needs ${found?.[4] ?? "more"} more vCPUs and ${found?.[2] ?? "?"} of ${found?.[3] ?? "?"} are in use (20 % are kept in reserve for upgrades). Ask for more quota in the Azure ML studio, or choose another 'instance-type'.`
	},
	{
		azure: { code: ["OutOfQuota", "OutOfCapacity"] },
		code: "quota-exceeded",
		hint: "Ask for more quota in the Azure ML studio, choose another 'instance-type' or region, or delete deployments that are not needed."
	},
	{
		azure: { says: /There is already an endpoint with this name/i },
		code: "endpoint-name-taken",
		hint: "Endpoint names are unique in an Azure region, over all customers. Choose another 'service-name', for example with your team's name or the environment in it."
	},
	{
		azure: { says: /perform action '(Microsoft\.Insights\/autoscaleSettings)\/\w+' over scope '([^']+)'/i },
		code: "permission-denied",
		hint: (found) => `For 'autoscale', grant the identity 'Contributor' on the resource group, or a custom role with ${found?.[1]}/read, write and delete, on ${found?.[2]}. A new role takes some minutes to take effect.`
	},
	{
		azure: { says: /does not have authorization to perform action '(Microsoft\.(?:Insights|AlertsManagement)\/[^']+)' over scope '([^']+)'/i },
		code: "permission-denied",
		hint: (found) => `Grant the identity the built-in role 'Monitoring Reader' on ${found?.[2]}: az role assignment create --assignee <client-id> --role "Monitoring Reader" --scope ${found?.[2]}. A new role takes some minutes to take effect.`
	},
	{
		azure: { says: /does not have authorization to perform action '([^']+)' over scope '([^']+)'/i },
		code: "permission-denied",
		hint: (found) => `Grant the identity a role with '${found?.[1]}' on ${found?.[2]}. The built-in role 'AzureML Data Scientist' on the workspace covers a deployment: az role assignment create --assignee <client-id> --role "AzureML Data Scientist" --scope <workspace id>. A new role takes some minutes to take effect.`
	},
	{
		azure: { code: ["AuthorizationFailed", "LinkedAuthorizationFailed"] },
		code: "permission-denied",
		hint: "Grant the identity the built-in role 'AzureML Data Scientist' on the workspace. A new role takes some minutes to take effect."
	},
	{
		azure: { code: ["RequestDisallowedByPolicy"] },
		code: "policy-forbids",
		hint: "An Azure Policy of the subscription forbids this; the policy is named above. Ask its owner, or deploy where it does not apply."
	},
	{
		azure: { says: /not registered to use namespace '(Microsoft\.(?:Insights|AlertsManagement))'/i },
		code: "provider-not-registered",
		hint: (found) => `Register the resource provider once: az provider register -n ${found?.[1]}.`
	},
	{
		azure: { code: ["SubscriptionNotRegistered", "MissingSubscriptionRegistration"] },
		code: "provider-not-registered",
		hint: "Register the resource providers once: az provider register -n Microsoft.MachineLearningServices; likewise Microsoft.PolicyInsights and Microsoft.Cdn."
	},
	{
		azure: { code: ["SubscriptionNotFound", "InvalidSubscriptionId"] },
		code: "subscription-not-found",
		hint: "Check 'subscription-id', and that the identity that signs in has a role in that subscription."
	},
	{
		azure: { code: [
			"ImageBuildFailure",
			"EnvironmentBuildFailed",
			"ImageBuildComputeNotValid"
		] },
		code: "image-build-failed",
		hint: "The environment could not be installed. Correct the package or version that the build log names, and pin versions that exist together."
	},
	{
		azure: { says: /A required package azureml-inference-server-http is missing/i },
		code: "container-crashed",
		hint: "Add 'azureml-inference-server-http' to the pip section of the conda file."
	},
	{
		azure: { says: /pull permission on the registry|unable to pull|failed to pull image|image .* not (be )?(found|pulled)/i },
		code: "image-build-failed",
		hint: "Check the image's name and tag, and that the endpoint's identity has the role AcrPull on its registry."
	},
	{
		azure: { says: /(liveness|readiness) probe failed|did not become (healthy|ready)/i },
		code: "container-not-ready",
		hint: "The container did not answer its probes in time. If init() needs longer, raise 'liveness-probe' and 'readiness-probe' (initial-delay, failure-threshold), or give it more 'cpu' and 'memory'."
	},
	{
		azure: { says: /User container has crashed or terminated/i },
		code: "container-crashed",
		hint: "The container ended before it could serve. The traceback above says where: correct the entry script, the model or the environment."
	},
	{
		azure: { code: ["ResourceNotReady"] },
		code: "container-crashed",
		hint: "The container did not become ready. Its log above says why: an import that fails, an init() that raises, or one that takes longer than the probes allow."
	},
	{
		azure: { says: /because it is in (\w+) provisioning state/i },
		code: "endpoint-conflict",
		hint: "Another change of the endpoint is under way. Run again when it has ended."
	},
	{
		azure: { says: /Instance ?type|VmSize|vm size/i },
		code: "size-unknown",
		hint: "Choose another 'instance-type', or leave it out and give 'cpu' and 'memory'."
	},
	{
		azure: { says: /timeout while waiting for Environment Image|Environment Image to become available/i },
		code: "image-build-failed",
		hint: "Azure was still building the environment's image. Run again in some minutes: it finds the image when it is done, and the build log says why when it never is."
	},
	{
		azure: { says: /Deployment \S+ (?:is )?not found in endpoint/i },
		code: "deployment-conflict",
		hint: "Azure does not know the deployment yet, or somebody has deleted it. Run again."
	},
	{
		azure: { says: /Asset paths cannot be updated/i },
		code: "registration-failed",
		hint: "That version exists with other content, and no version can be changed. Leave 'model-version' out, or choose another."
	},
	{
		azure: { code: ["MissingDriverProgram"] },
		code: "deployment-failed",
		hint: "The deployment has neither code nor a server of its own. Give an 'entry-script', or a model that the action can serve without one."
	},
	{
		azure: { code: ["ImagePullLoopBackOff", "ACRSecretError"] },
		code: "image-build-failed",
		hint: "The image cannot be pulled. Check its name and tag, and that the cluster or the endpoint's identity has the role AcrPull on its registry."
	},
	{
		azure: { code: [
			"TokenRefreshFailed",
			"GetAADTokenFailed",
			"ACRAuthenticationChallengeFailed",
			"ACRTokenExchangeFailed"
		] },
		code: "image-build-failed",
		hint: "The cluster cannot sign in to the registry of the image. Check that it reaches login.microsoftonline.com and the registry, and that its clock is right; then run again."
	},
	{
		azure: { code: ["ACRTokenExchangeForbidden"] },
		code: "image-build-failed",
		hint: "The identity may not pull from the registry. Grant it AcrPull; a new role takes some minutes to take effect. Then run again."
	},
	{
		azure: { code: [
			"DeploymentCrashLoopBackOff",
			"KubernetesCrashLoopBackOff",
			"UserScriptInitFailed"
		] },
		code: "container-crashed",
		hint: "The container ends again and again, or its init() raises. The first traceback in its log above says where."
	},
	{
		azure: { code: ["UserScriptImportError"] },
		code: "container-crashed",
		hint: "The entry script imports what is not installed, or not there. Add the package that the log above names to the conda file."
	},
	{
		azure: { code: ["UserScriptFunctionNotFound"] },
		code: "container-crashed",
		hint: "The entry script needs two functions, init() and run(data), at its top level. Correct the file that 'entry-script' names."
	},
	{
		azure: { code: [
			"PodUnschedulable",
			"KubernetesUnaccessible",
			"NamespaceNotFound"
		] },
		code: "deployment-failed",
		hint: "The Kubernetes cluster has no room for the deployment, cannot be reached, or lacks the namespace that it was attached with. Ask whoever runs it; less CPU and memory may fit."
	},
	{
		azure: { code: ["PodOutOfMemory"] },
		code: "container-crashed",
		hint: "The container needed more memory than it has. Raise 'memory', or choose a larger 'instance-type'."
	},
	{
		azure: { code: ["EndpointAlreadyExists"] },
		code: "endpoint-name-taken",
		hint: "An endpoint of this name exists already. Choose another 'service-name'."
	},
	{
		azure: { code: ["EndpointNotFound"] },
		code: "endpoint-not-found",
		hint: "The endpoint was deleted meanwhile, or never made. Check 'service-name' and run again."
	},
	{
		azure: { code: [
			"ScoringFeUnhealthy",
			"InferencingClientCallFailed",
			"ValidateScoringFailed"
		] },
		code: "deployment-failed",
		hint: "Azure's front end in the cluster does not answer, or not for this deployment. See that its pods (azureml-fe) run, and look at the container's log above."
	},
	{
		azure: { code: ["InvalidDeploymentSpec"] },
		code: "deployment-failed",
		hint: "A setting of the deployment is none that Azure takes: the message names it. Correct the input of that name."
	},
	{
		azure: { code: ["ResourceNotFound"] },
		hint: "Something that this refers to is not there, or may not be seen: the message names it. If it is the image's registry, grant the endpoint's identity AcrPull."
	},
	{
		azure: { code: ["SecretsInjectionError"] },
		code: "deployment-failed",
		hint: "An environment variable refers to a secret that the endpoint's identity may not read: grant it 'Azure Machine Learning Workspace Connection Secrets Reader'."
	},
	{
		azure: { code: ["WorkspaceManagedNetworkNotReady"] },
		code: "deployment-failed",
		hint: "Provision the workspace's managed network first: az ml workspace provision-network."
	},
	{
		azure: { code: ["OperationCanceled"] },
		code: "deployment-conflict",
		hint: "Another operation of higher priority came between. Run again."
	},
	{
		azure: { code: ["BadArgument"] },
		code: "deployment-failed",
		hint: "Check what the message names. If it is about access: the endpoint's identity needs Storage Blob Data Reader on the workspace's storage account and AcrPull on its registry."
	},
	{
		azure: {
			code: [
				"InternalServerError",
				"ServiceError",
				"ServiceUnavailable",
				"ServerTimeout"
			],
			status: [
				500,
				502,
				503,
				504
			]
		},
		code: "azure-unavailable",
		hint: "This is on the side of Azure. Run again; if it stays, open a support ticket with the ids below."
	},
	{
		azure: { status: [429] },
		code: "azure-unavailable",
		hint: "Azure throttles this subscription. Run again in a few minutes."
	}
];
// src/plan/explain.ts
const documentation = (azureCode) => `https://aka.ms/oe-tsg#error-${azureCode.toLowerCase()}`;
function explain$1(error, attempt) {
	const said = sentences(error);
	const given = codes(error);
	const match = find(said, given, attempt.status);
	const azure = said.join("\n");
	const reason = said.at(-1) ?? given.at(-1) ?? (attempt.status === void 0 ? "" : `HTTP ${attempt.status}`);
	const named = given[0] === void 0 ? "" : `${given[0]}: `;
	const policies = policyNames(error);
	const common = {
		message: `could not ${attempt.doing}: ${named}${reason}${policies}`,
		...azure === "" || azure === reason ? {} : { azure },
		...linkTo(given)
	};
	if (!match) return {
		...common,
		code: attempt.otherwise
	};
	const { entry, found } = match;
	return {
		...common,
		code: entry.code ?? attempt.otherwise,
		hint: typeof entry.hint === "function" ? entry.hint(found) : entry.hint
	};
}
function linkTo(given) {
	const code = given.find((one) => documented.has(one)) ?? given[0];
	return code === void 0 || code === "AuthorizationFailed" ? {} : { link: documentation(code) };
}
const documented = new Set(catalogue.flatMap(({ azure }) => azure.code ?? []));
function find(said, given, status) {
	for (const entry of catalogue) {
		const { code, says, status: statuses } = entry.azure;
		const found = says && said.map((text) => says.exec(text)).find((match) => match !== null);
		if (found) return {
			entry,
			found
		};
		if (code?.some((wanted) => given.includes(wanted))) return {
			entry,
			found: void 0
		};
		if (status !== void 0 && statuses?.includes(status)) return {
			entry,
			found: void 0
		};
	}
}
function policyNames(error) {
	const policy = error.info["PolicyViolation"];
	if (typeof policy !== "object" || policy === null) return "";
	const { policyDefinitionDisplayName, policyAssignmentDisplayName } = policy;
	const names = [policyDefinitionDisplayName, policyAssignmentDisplayName].filter((name) => typeof name === "string");
	return names.length > 0 ? ` (policy: ${names.join(", ")})` : "";
}
// src/azure/cloud.ts
const clouds = {
	public: {
		arm: "https://management.azure.com",
		authority: "https://login.microsoftonline.com",
		storageSuffix: "core.windows.net",
		machineLearning: "https://ml.azure.com",
		studio: "https://ml.azure.com",
		audience: "api://AzureADTokenExchange"
	},
	usgov: {
		arm: "https://management.usgovcloudapi.net",
		authority: "https://login.microsoftonline.us",
		storageSuffix: "core.usgovcloudapi.net",
		machineLearning: "https://ml.azure.us",
		studio: "https://ml.azure.us",
		audience: "api://AzureADTokenExchangeUSGov"
	},
	china: {
		arm: "https://management.chinacloudapi.cn",
		authority: "https://login.chinacloudapi.cn",
		storageSuffix: "core.chinacloudapi.cn",
		machineLearning: "https://ml.azure.cn",
		studio: "https://studio.ml.azure.cn",
		audience: "api://AzureADTokenExchangeChina"
	}
};
const armScope = (hosts) => `${hosts.arm}/.default`;
const scoringScope = (hosts) => `${hosts.machineLearning}/.default`;
// src/azure/failure.ts
function correlationOf(header) {
	const found = [
		"x-ms-correlation-request-id",
		"x-ms-request-id",
		"x-ms-client-request-id"
	].flatMap((name) => {
		const value = header(name);
		return value === void 0 ? [] : [[name, value]];
	});
	return Object.fromEntries(found);
}
const certificateHint = "The connection is intercepted by a certificate that Node.js does not trust. On a self-hosted runner behind a proxy, set NODE_EXTRA_CA_CERTS to the PEM file of its certificate authority.";
const networkHint = "Check that the runner reaches this host: firewall, HTTPS_PROXY and NO_PROXY of a self-hosted runner, DNS.";
function asFailure(thrown, attempt) {
	if (thrown instanceof ActionError) return thrown;
	const error = thrown;
	const header = (name) => error.response?.headers?.get(name);
	const correlation = correlationOf(header);
	const ids = Object.keys(correlation).length > 0 ? { correlation } : {};
	if (error.statusCode === void 0 || !error.response) {
		const message = error.message ?? String(thrown);
		const entra = /AADSTS\d+/.exec(message)?.[0];
		if (entra !== void 0) return new ActionError({
			code: "sign-in-failed",
			message: `could not ${attempt.doing}: ${entra}, Microsoft Entra ID gave no token for it`,
			hint: "The identity that signed in cannot get a token for this service any more: its session, secret or credential may have ended. Sign in again, or use GitHub OIDC.",
			azure: message,
			cause: thrown
		});
		const untrusted = /certificate|self.signed|unable to verify|endpoints_resolution_error/i.test(message);
		return new ActionError({
			code: "network",
			message: `could not ${attempt.doing}: ${message}`,
			hint: untrusted ? certificateHint : networkHint,
			cause: thrown
		});
	}
	return new ActionError({
		...explain$1(readAzureError(error.response.bodyAsText || error.details || {
			code: error.code,
			message: error.message
		}), {
			...attempt,
			status: error.statusCode
		}),
		...ids,
		cause: thrown
	});
}
async function attempting(attempt, work) {
	try {
		return await work();
	} catch (error) {
		throw asFailure(error, attempt);
	}
}
const isNotFound = (error) => error.statusCode === 404;
// src/azure/patience.ts
const transientStatuses = new Set([
	408,
	429,
	500,
	502,
	503,
	504
]);
const transientCodes = new Set([
	"REQUEST_SEND_ERROR",
	"PARSE_ERROR",
	"ECONNRESET",
	"ECONNREFUSED",
	"ECONNABORTED",
	"EPIPE",
	"ETIMEDOUT",
	"EAI_AGAIN",
	"ENOTFOUND",
	"UND_ERR_SOCKET",
	"ERR_STREAM_PREMATURE_CLOSE"
]);
const tls = /certificate|self.signed|CERT_/i;
const firstDelayMs = 400;
const longestDelayMs = 2e4;
const tryTimeoutMs = 6e4;
const slowestBytesPerMs = 32;
const pause = (ms, signal) => setTimeout$1(ms, void 0, { signal }).catch((error) => {
	throw signal.aborted ? signal.reason : error;
});
function delayMs(attempt, retryAfterMs) {
	if (retryAfterMs !== void 0) return Math.min(retryAfterMs, 12e4);
	const most = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
	return most / 2 + Math.random() * most / 2;
}
function retryAfterMs(header) {
	for (const name of ["retry-after-ms", "x-ms-retry-after-ms"]) {
		const ms = Number(header(name) ?? NaN);
		if (ms >= 0) return ms;
	}
	const value = header("retry-after");
	if (value === void 0) return void 0;
	if (/^\d+(\.\d+)?$/.test(value.trim())) return Number(value) * 1e3;
	const date = Date.parse(value);
	return Number.isNaN(date) ? void 0 : Math.max(0, date - Date.now());
}
function isTransient(error) {
	const thrown = error;
	if (thrown.statusCode !== void 0) return transientStatuses.has(thrown.statusCode) || thrown.code === "PARSE_ERROR";
	if (tls.test(thrown.message ?? "") || tls.test(thrown.code ?? "")) return false;
	if (thrown.name === "AbortError" || thrown.name === "TimeoutError") return true;
	return thrown.code !== void 0 && transientCodes.has(thrown.code) || /socket hang up|premature close|terminated/i.test(thrown.message ?? "");
}
async function persist(attempt, options) {
	const { signal, tries = 6, bytes = 0 } = options;
	const longestMs = tryTimeoutMs + Math.ceil(bytes / slowestBytesPerMs);
	for (let count = 1;; count++) {
		signal.throwIfAborted();
		const limit = AbortSignal.timeout(longestMs);
		try {
			return await attempt(AbortSignal.any([signal, limit]));
		} catch (cause) {
			if (signal.aborted) throw signal.reason;
			const error = limit.aborted ? noAnswer(longestMs, cause) : cause;
			if (count >= tries || !isTransient(error)) throw error;
			const thrown = error;
			const wait = delayMs(count, retryAfterMs((name) => thrown.response?.headers?.get(name)));
			options.onRetry?.(thrown.statusCode ? `HTTP ${thrown.statusCode}` : thrown.message ?? "no answer", wait);
			await pause(wait, signal);
		}
	}
}
const noAnswer = (ms, cause) => Object.assign(new Error(`no answer within ${Math.round(ms / 1e3)} s`, { cause }), { name: "TimeoutError" });
function isTruncated(response) {
	const type = response.headers.get("content-type") ?? "";
	if (!/json/.test(type) || !response.bodyAsText) return false;
	try {
		JSON.parse(response.bodyAsText);
		return false;
	} catch {
		return true;
	}
}
const patience = (log) => ({
	name: "patience",
	async sendRequest(request, next) {
		const signal = request.abortSignal ?? new AbortController().signal;
		request.timeout = tryTimeoutMs;
		for (let count = 1;; count++) {
			let wait;
			let why;
			try {
				const response = await next(request);
				if (!(transientStatuses.has(response.status) || isTruncated(response)) || count >= 6) return response;
				wait = delayMs(count, retryAfterMs((name) => response.headers.get(name)));
				why = `HTTP ${response.status}`;
			} catch (error) {
				if (signal.aborted) throw signal.reason;
				if (count >= 6 || !isTransient(error)) throw error;
				const thrown = error;
				wait = delayMs(count, retryAfterMs((name) => thrown.response?.headers?.get(name)));
				why = thrown.statusCode ? `HTTP ${thrown.statusCode}` : thrown.message ?? "no answer";
			}
			const what = new URL(request.url).pathname.split("/").slice(-2).join("/");
			log.debug(`Azure: ${request.method} ${what}: ${why}; trying again in ${(wait / 1e3).toFixed(1)} s`);
			await pause(wait, signal);
		}
	}
});
// src/azure/arm.ts
const inferenceApiVersion = "2023-10-01";
function connectArm(where, hosts, credential, log) {
	let ahead = 0;
	const sdk = new AzureMachineLearningWorkspaces(credential, where.subscriptionId, {
		endpoint: hosts.arm,
		credentialScopes: armScope(hosts),
		retryOptions: { maxRetries: 0 },
		userAgentOptions: { userAgentPrefix: "azureml-deploy" },
		additionalPolicies: [{
			policy: patience(log),
			position: "perCall"
		}, {
			policy: hearTime((at) => {
				ahead = at - Date.now();
			}),
			position: "perRetry"
		}]
	});
	const http = createDefaultHttpClient();
	const workspaceId = `/subscriptions/${where.subscriptionId}/resourceGroups/${where.resourceGroup}/providers/Microsoft.MachineLearningServices/workspaces/${where.workspace}`;
	const send = async ({ method, path, body, attempt, signal, accept = [] }) => {
		const url = new URL(path, hosts.arm);
		if (url.origin !== hosts.arm) throw new ActionError({
			code: "azure-refused",
			message: `could not ${attempt.doing}: an answer points to ${url.origin}, which is not ${hosts.arm}`
		});
		if (!url.searchParams.has("api-version")) url.searchParams.set("api-version", inferenceApiVersion);
		const request = createPipelineRequest({
			url: url.href,
			method,
			abortSignal: signal,
			headers: createHttpHeaders({
				accept: "application/json",
				...body === void 0 ? {} : { "content-type": "application/json" }
			}),
			...body === void 0 ? {} : { body: JSON.stringify(body) }
		});
		try {
			const response = await sdk.pipeline.sendRequest(http, request);
			const header = (name) => response.headers.get(name);
			const parsed = response.bodyAsText ? parse(response.bodyAsText) : void 0;
			if (response.status >= 200 && response.status < 300 || accept.includes(response.status)) return {
				status: response.status,
				body: parsed,
				header
			};
			throw new ActionError({
				...explain$1(readAzureError(parsed ?? response.bodyAsText), {
					...attempt,
					status: response.status
				}),
				correlation: correlationOf(header)
			});
		} catch (error) {
			if (signal.aborted) throw signal.reason;
			throw asFailure(error, attempt);
		}
	};
	return {
		sdk,
		where,
		hosts,
		credential,
		workspaceId,
		log,
		now: () => Date.now() + ahead,
		send
	};
}
const hearTime = (hear) => ({
	name: "hearTime",
	async sendRequest(request, next) {
		const response = await next(request);
		const at = Date.parse(response.headers.get("date") ?? "");
		if (!Number.isNaN(at)) hear(at);
		return response;
	}
});
const parse = (text) => {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
};
// src/azure/credential.ts
function makeIdentity(who, hosts, askForToken, log) {
	const options = {
		authorityHost: hosts.authority,
		retryOptions: { maxRetries: 0 },
		additionalPolicies: [{
			policy: patience(log),
			position: "perCall"
		}]
	};
	switch (who.kind) {
		case "oidc": {
			let claims = {};
			const assertion = async () => {
				const token = await askForToken(hosts.audience);
				claims = readClaims(token);
				return token;
			};
			return {
				credential: new ClientAssertionCredential(who.tenantId, who.clientId, assertion, options),
				description: `GitHub OIDC, client ${who.clientId}`,
				explain: (thrown) => explain(thrown, who.clientId, claims, hosts)
			};
		}
		case "secret": return {
			credential: new ClientSecretCredential(who.tenantId, who.clientId, who.clientSecret, options),
			description: `client secret, client ${who.clientId}`,
			explain: (thrown) => explain(thrown, who.clientId, {}, hosts)
		};
		case "machine": {
			const tenant = who.tenantId === void 0 ? {} : { tenantId: who.tenantId };
			return {
				credential: new ChainedTokenCredential(new EnvironmentCredential(options), new AzureCliCredential(tenant), new ManagedIdentityCredential()),
				description: "the machine's own sign-in (environment, az login, managed identity)",
				explain: (thrown) => explain(thrown, void 0, {}, hosts)
			};
		}
	}
}
function readClaims(token) {
	try {
		return claimsOf(token);
	} catch {
		return {};
	}
}
function explain(thrown, clientId, claims, hosts) {
	for (let error = thrown; error instanceof Error; error = error.cause) if (error instanceof ActionError) return error;
	const message = reasonOf(thrown);
	const code = /AADSTS\d+/.exec(message)?.[0];
	const azure = [...new Set(message.split(/\r?\n/).map((line) => line.trim()))].filter((line) => line !== "").slice(0, 6).join("\n");
	const failure = (rest) => new ActionError({
		...rest,
		azure,
		cause: thrown
	});
	switch (code) {
		case "AADSTS700213":
		case "AADSTS70021":
		case "AADSTS7002138":
		case "AADSTS700212":
		case "AADSTS700211": return failure({
			code: "federated-credential-mismatch",
			message: `${code}: application ${clientId} has no federated credential for this workflow. GitHub sent issuer '${claims.iss}', subject '${claims.sub}', audience '${claims.aud}'${code === "AADSTS7002138" ? "; one matches but for upper and lower case" : ""}`,
			hint: `Create it once, exactly so (issuer, subject and audience are compared letter by letter):\n${federatedCredentialCommand(clientId ?? "", claims)}`,
			link: "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-create-trust"
		});
		case "AADSTS700024": return failure({
			code: "sign-in-failed",
			message: `${code}: GitHub's token was not valid at this moment`,
			hint: "Usually a clock that is wrong: check the time of the self-hosted runner."
		});
		case "AADSTS7000222": return failure({
			code: "client-secret-expired",
			message: `${code}: the client secret of application ${clientId} has expired`,
			hint: `Better than a new one is none at all: leave the secret out and use GitHub OIDC ('client-id' and 'tenant-id', permissions: id-token: write). Else: az ad app credential reset --id ${clientId}`
		});
		case "AADSTS7000215": return failure({
			code: "client-secret-invalid",
			message: `${code}: the client secret of application ${clientId} is wrong`,
			hint: "Pass the secret's value, not its id. Better still, use GitHub OIDC, which needs none."
		});
		case "AADSTS700016": return failure({
			code: "sign-in-failed",
			message: `${code}: there is no application ${clientId} in this tenant`,
			hint: "Check 'client-id' (the application's id, not its object id) and 'tenant-id'."
		});
		case "AADSTS90002":
		case "AADSTS900023": return failure({
			code: "sign-in-failed",
			message: `${code}: there is no such tenant`,
			hint: "Check 'tenant-id' and 'cloud'."
		});
	}
	if (/certificate|self.signed|endpoints_resolution_error|ENOTFOUND|ECONNREFUSED|ECONNRESET|getaddrinfo/i.test(message)) return failure({
		code: "network",
		message: `could not reach ${hosts.authority} to sign in`,
		hint: "Check HTTPS_PROXY and the firewall of the self-hosted runner; behind a proxy that inspects TLS, set NODE_EXTRA_CA_CERTS to its certificate authority."
	});
	return failure({
		code: "sign-in-failed",
		message: code === void 0 ? "could not sign in to Microsoft Entra ID" : `${code}: could not sign in to Microsoft Entra ID`,
		hint: clientId === void 0 ? "Give 'client-id' and 'tenant-id' and the job 'permissions: id-token: write' to sign in by GitHub OIDC, or run azure/login before this step." : "Check 'client-id' and 'tenant-id', and that the application has a service principal in the tenant."
	});
}
function federatedCredentialCommand(clientId, claims) {
	const parameters = {
		name: `github-${(claims.sub ?? "").replace(/[^a-zA-Z0-9]+/g, "-").replace(/^-|-$/g, "")}`.slice(0, 120),
		issuer: claims.iss ?? "",
		subject: claims.sub ?? "",
		audiences: [claims.aud ?? ""]
	};
	return `az ad app federated-credential create --id ${clientId} --parameters '${JSON.stringify(parameters)}'`;
}
// src/azure/connect.ts
async function connect(where, who, askForToken, log, signal) {
	const hosts = clouds[where.cloud];
	const identity = makeIdentity(who, hosts, askForToken, log);
	try {
		await identity.credential.getToken(armScope(hosts), {
			abortSignal: signal,
			enableCae: true
		});
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		throw identity.explain(error);
	}
	log.info(`signed in: ${identity.description}`);
	return connectArm(where, hosts, identity.credential, log);
}
// src/progress.ts
const everyMs = 2e3;
function formatBytes(bytes) {
	const units = [
		"B",
		"kB",
		"MB",
		"GB",
		"TB"
	];
	const power = bytes < 1e3 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
	const value = bytes / 1e3 ** power;
	return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[power]}`;
}
function formatTime(ms) {
	if (ms < 1e4) return `${(ms / 1e3).toFixed(1)} s`;
	const seconds = Math.round(ms / 1e3);
	return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
function startProgress(log, what, total) {
	const started = Date.now();
	let done = 0;
	const timer = setInterval(() => {
		const ms = Date.now() - started;
		const rate = done / (ms / 1e3);
		const left = rate > 0 ? `, ${formatTime((total - done) / rate * 1e3)} left` : "";
		const share = total > 0 ? Math.floor(done / total * 100) : 100;
		log.info(`${what}: ${share} % of ${formatBytes(total)}, ${formatBytes(rate)}/s${left}`);
	}, everyMs);
	timer.unref();
	return {
		add: (bytes) => {
			done += bytes;
		},
		stop: () => clearInterval(timer)
	};
}
// src/model/printable.ts
const printable = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => escapes.get(character) ?? escaped(character));
const escapes = new Map([
	["\n", "\\n"],
	["\r", "\\r"],
	["	", "\\t"]
]);
const escaped = (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
// src/plan/problems.ts
var Problems = class {
	list = [];
	#places;
	constructor(places) {
		this.#places = places;
	}
	has(input) {
		return this.list.some((problem) => problem.input === input);
	}
	add(input, message, code = "invalid-input") {
		const place = this.#places.get(input);
		this.list.push({
			input,
			message,
			code,
			...place ? { place } : {}
		});
	}
	at(input, message, place) {
		this.list.push({
			input,
			message,
			code: "invalid-input",
			place
		});
	}
};
const shorten = (value) => {
	const text = typeof value === "string" ? value.trim() : JSON.stringify(value);
	return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};
// src/plan/smokeInputs.ts
const smokeRequired = `'smoke-request' is required: the new deployment must answer it before it gets traffic. Give JSON or a file with it, for example smoke-request: '{"data": [[1, 2, 3]]}', or say smoke-request: none to go without`;
const sampleFile = "sample-request.json";
function findSample(values, files) {
	const path = values["model-path"] ?? "";
	const folder = files.kind(path) === "folder" ? path : path.replace(/[^/\\]*$/, "");
	const sample = folder === "" ? sampleFile : `${folder.replace(/[/\\]$/, "")}/${sampleFile}`;
	return files.kind(sample) === "file" ? sample : void 0;
}
function readSmoke(values, raw, files, ownCode, problems) {
	const cases = readCases(values, raw, files, ownCode, problems);
	const maxLatencyMs = values["smoke-max-latency-ms"];
	return cases && {
		...cases === "invent" ? {} : { cases },
		count: values["smoke-count"] ?? 3,
		...maxLatencyMs === void 0 ? {} : { maxLatencyMs }
	};
}
function readCases(values, raw, files, ownCode, problems) {
	const request = raw.has("smoke-request") ? values["smoke-request"] : findSample(values, files);
	if (request === void 0) {
		if (!ownCode && !raw.has("smoke-expect")) return "invent";
		problems.add("smoke-request", raw.has("smoke-expect") ? "'smoke-expect' needs a 'smoke-request'" : smokeRequired);
		return;
	}
	const cases = readSmokeCases(request, values["smoke-expect"], files);
	if (!isRefusal(cases)) {
		if (cases.length === 0 && raw.has("smoke-expect")) problems.add("smoke-expect", "'smoke-expect' needs a 'smoke-request' other than none");
		return cases;
	}
	const given = raw.get(cases.input) ?? request;
	problems.add(cases.input, `'${cases.input}' is '${shorten(given)}': ${cases.refused}`);
}
// src/azure/operation.ts
const firstPollMs = 200;
const slowestPollMs = 1e4;
const backOff = (poll) => Math.min(slowestPollMs, firstPollMs * 1.4 ** poll);
const operationUrl = (answer) => answer.header("azure-asyncoperation") ?? answer.header("operation-location") ?? answer.header("location");
const waitAfter = (answer, poll) => Math.max(retryAfterMs((name) => answer.header(name)) ?? 0, backOff(poll));
async function follow(arm, first, following) {
	const url = operationUrl(first);
	if (url !== void 0) await followUrl(arm, url, following, first);
}
async function followUrl(arm, url, following, first) {
	const { attempt, signal, onPoll } = following;
	let answer = first;
	for (let poll = 0;; poll++) {
		await pause(answer ? waitAfter(answer, poll) : 0, signal);
		answer = await arm.send({
			method: "GET",
			path: url,
			attempt,
			signal,
			accept: [403, 404]
		});
		if (answer.status === 403 || answer.status === 404) return;
		const document = answer.body ?? {};
		const status = document.status ?? document.properties?.provisioningState ?? (answer.status === 202 ? "InProgress" : "Succeeded");
		await onPoll?.(status);
		switch (status) {
			case "Succeeded": return;
			case "Failed":
			case "Canceled": throw new ActionError({
				...explain$1(readAzureError(document.error ?? document), attempt),
				correlation: correlationFrom(document.error, answer)
			});
		}
	}
}
function correlationFrom(error, answer) {
	const { info } = readAzureError(error);
	const wrapped = info["Correlation"]?.value;
	const ids = typeof wrapped === "object" && wrapped !== null ? Object.entries(wrapped) : [];
	return {
		...correlationOf((name) => answer.header(name)),
		...Object.fromEntries(ids.map(([key, value]) => [key, String(value)]))
	};
}
async function until(read, done, signal) {
	for (let poll = 0;; poll++) {
		const value = await read();
		if (done(value)) return value;
		await pause(backOff(poll), signal);
	}
}
async function whenIdle(send, signal) {
	for (let tries = 1; tries < 4; tries++) {
		const answer = await send([409]);
		if (answer?.status !== 409) return answer;
		await pause(1e3 * 2 ** tries, signal);
	}
	return send([]);
}
async function deleteResource(arm, call, read) {
	const { attempt, signal } = call;
	const answer = await whenIdle((accept) => arm.send({
		...call,
		method: "DELETE",
		accept: [404, ...accept]
	}), signal);
	if (answer.status === 404 || answer.status === 204) return;
	await follow(arm, answer, {
		attempt,
		signal
	});
	await until(read, (found) => found === void 0, signal);
}
// src/azure/paging.ts
async function listAll(arm, call) {
	const items = [];
	for (let path = call.path; path;) {
		const answer = await arm.send({
			...call,
			method: "GET",
			path
		});
		if (answer.status === 404) break;
		const page = answer.body;
		items.push(...page.value ?? []);
		path = page.nextLink ?? void 0;
	}
	return items;
}
// src/azure/endpoint.ts
const endpointPath = (arm, name) => `${arm.workspaceId}/onlineEndpoints/${name}`;
async function readResource$1(arm, name, signal) {
	const answer = await arm.send({
		method: "GET",
		path: endpointPath(arm, name),
		attempt: {
			doing: `read endpoint '${name}'`,
			otherwise: "azure-refused"
		},
		signal,
		accept: [404]
	});
	return answer.status === 404 ? void 0 : answer.body;
}
const propertiesOf = (resource) => resource.properties ?? {};
function toState$2(name, resource) {
	const properties = propertiesOf(resource);
	return {
		name: resource.name ?? name,
		provisioningState: properties.provisioningState ?? "Succeeded",
		authMode: properties.authMode ?? "Key",
		...properties.scoringUri ? { scoringUri: properties.scoringUri } : {},
		...properties.swaggerUri ? { swaggerUri: properties.swaggerUri } : {},
		traffic: properties.traffic ?? {},
		mirrorTraffic: properties.mirrorTraffic ?? {},
		tags: resource.tags ?? {},
		kubernetes: typeof properties.compute === "string" && properties.compute !== ""
	};
}
async function readEndpoint(arm, name, signal) {
	const resource = await readResource$1(arm, name, signal);
	return resource && toState$2(name, resource);
}
async function listEndpoints(arm, signal) {
	return (await listAll(arm, {
		path: `${arm.workspaceId}/onlineEndpoints`,
		attempt: {
			doing: "list the endpoints of the workspace",
			otherwise: "azure-refused"
		},
		signal
	})).map((resource) => toState$2("", resource));
}
const busy = new Set([
	"Creating",
	"Updating",
	"Scaling",
	"Deleting"
]);
const settleEndpoint = async (arm, name, signal) => toState$2(name, await settleResource(arm, name, signal));
async function settleResource(arm, name, signal) {
	let missing = 0;
	const resource = await until(() => readResource$1(arm, name, signal), (found) => found ? !busy.has(toState$2(name, found).provisioningState) : ++missing > 12, signal);
	if (!resource) throw new ActionError({
		code: "endpoint-failed",
		message: `endpoint '${name}' does not exist, although it was created or seen a moment ago`,
		hint: "Somebody may have deleted it. Run again."
	});
	return resource;
}
async function createEndpoint(arm, endpoint, signal) {
	const attempt = {
		doing: `create endpoint '${endpoint.name}'`,
		otherwise: "endpoint-failed"
	};
	const answer = await whenIdle(async (accept) => {
		const found = await readEndpoint(arm, endpoint.name, signal);
		if (found && found.provisioningState !== "Failed") return void 0;
		return arm.send({
			method: "PUT",
			path: endpointPath(arm, endpoint.name),
			body: {
				location: endpoint.location,
				tags: endpoint.tags,
				identity: { type: "SystemAssigned" },
				properties: { authMode: endpoint.authMode }
			},
			attempt,
			signal,
			accept
		});
	}, signal);
	if (answer) await follow(arm, answer, {
		attempt,
		signal
	});
	const state = await settleEndpoint(arm, endpoint.name, signal);
	if (state.provisioningState !== "Succeeded") throw new ActionError({
		code: "endpoint-failed",
		message: `endpoint '${endpoint.name}' ended in state ${state.provisioningState}`,
		hint: "Look at the endpoint in the studio, delete it and run again."
	});
	return state;
}
const tagging = (name) => ({
	doing: `tag endpoint '${name}'`,
	otherwise: "azure-refused"
});
function patchTags(arm, name, change, signal) {
	return whenIdle(async (accept) => {
		const tags = change(await settleEndpoint(arm, name, signal));
		if (!tags) return void 0;
		return arm.send({
			method: "PATCH",
			path: endpointPath(arm, name),
			body: { tags },
			attempt: tagging(name),
			signal,
			accept
		});
	}, signal);
}
async function tagEndpoint(arm, name, change, signal) {
	const answer = await patchTags(arm, name, change, signal);
	if (answer) await follow(arm, answer, {
		attempt: tagging(name),
		signal
	});
}
const deleteEndpoint = (arm, name, signal) => deleteResource(arm, {
	path: endpointPath(arm, name),
	attempt: {
		doing: `delete endpoint '${name}'`,
		otherwise: "endpoint-failed"
	},
	signal
}, () => readResource$1(arm, name, signal));
async function readCallerToken(arm, endpoint, signal) {
	const { resourceGroup, workspace } = arm.where;
	const options = { abortSignal: signal };
	const token = await attempting({
		doing: `get a key of endpoint '${endpoint.name}'`,
		otherwise: "azure-refused"
	}, async () => {
		switch (endpoint.authMode) {
			case "Key": {
				const keys = await arm.sdk.onlineEndpoints.listKeys(resourceGroup, workspace, endpoint.name, options);
				if (keys.secondaryKey) arm.log.hide(keys.secondaryKey);
				return keys.primaryKey;
			}
			case "AMLToken": return (await arm.sdk.onlineEndpoints.getToken(resourceGroup, workspace, endpoint.name, options)).accessToken;
			case "AADToken": return (await arm.credential.getToken(scoringScope(arm.hosts), options))?.token;
		}
	});
	if (!token) throw new ActionError({
		code: "azure-refused",
		message: `Azure gave no ${endpoint.authMode === "Key" ? "key" : "token"} for endpoint '${endpoint.name}'`
	});
	arm.log.hide(token);
	return token;
}
// src/plan/splitText.ts
function pack(traffic) {
	const texts = [];
	for (const [name, share] of Object.entries(traffic)) {
		const word = `${name}=${share}`;
		const last = texts.at(-1);
		if (last !== void 0 && last.length + 1 + word.length <= 256) texts[texts.length - 1] = `${last} ${word}`;
		else texts.push(word);
	}
	return texts.length > 0 ? texts : [nothing];
}
const nothing = "none";
function unpack(texts) {
	const traffic = sharesIn(texts);
	const sum = Object.values(traffic ?? {}).reduce((total, share) => total + share, 0);
	return sum === 0 || sum === 100 ? traffic : void 0;
}
function sharesIn(texts) {
	if (texts.length === 0) return void 0;
	const shares = texts.flatMap((text) => text.split(" ")).filter((word) => word !== nothing).map((word) => /^([\w-]+)=(\d{1,3})$/.exec(word));
	if (shares.includes(null)) return void 0;
	return Object.fromEntries(shares.map((match) => [match?.[1] ?? "", Number(match?.[2])]));
}
// src/plan/history.ts
const names$2 = {
	rollout: "traffic-before",
	rollback: "rolled-back-from"
};
function withHistory(tags, history) {
	if (!history) return tags;
	const { by, before } = history;
	const ours = Object.values(names$2);
	const others = Object.fromEntries(Object.entries(tags).filter(([name]) => !ours.includes(name)));
	const [text = "", ...more] = pack(positive(before));
	return more.length > 0 ? others : {
		...others,
		[names$2[by]]: text
	};
}
function historyIn(tags) {
	for (const by of ["rollback", "rollout"]) {
		const text = tags[names$2[by]];
		const before = text === void 0 ? void 0 : unpack([text]);
		if (before) return {
			by,
			before
		};
	}
}
// src/plan/record.ts
const names$1 = {
	run: "rollout-run",
	deployment: "rollout-deployment",
	until: "rollout-until",
	before: "rollout-before",
	mirrorBefore: "rollout-mirror-before"
};
function withRecord(tags, record) {
	const others = Object.fromEntries(Object.entries(tags).filter(([name]) => !isOurs$1(name)));
	if (!record) return others;
	return {
		...others,
		[names$1.run]: record.run.slice(0, 256),
		[names$1.deployment]: record.deployment,
		[names$1.until]: new Date(record.until).toISOString(),
		...Object.fromEntries(pack(positive(record.before.traffic)).map((text, index) => [index === 0 ? names$1.before : `${names$1.before}-${index + 1}`, text])),
		...Object.keys(positive(record.before.mirror)).length > 0 ? { [names$1.mirrorBefore]: pack(positive(record.before.mirror)).join(" ") } : {}
	};
}
function withRecordByPatch(tags, record) {
	const parts = Object.keys(tags).filter((name) => isBefore$1.test(name) || name === names$1.mirrorBefore);
	return {
		...Object.fromEntries(parts.map((name) => [name, nothing])),
		...withRecord(tags, record)
	};
}
const withEndedRecord = (tags) => recordIn(tags) ? {
	...withRecord(tags, void 0),
	[names$1.until]: "ended"
} : tags;
const slackMs = 3e5;
function isAlive({ until, run }, mine, now) {
	const [theirs, own] = [run, mine].map((name) => /^(.+)\/attempts\/(\d+)#/.exec(name));
	const followed = theirs && own && theirs[1] === own[1] && Number(theirs[2]) < Number(own[2]);
	return run !== mine && until > now && !followed;
}
function heldByAnother(tags, mine, now) {
	const record = recordIn(tags);
	return record && isAlive(record, mine, now) ? record : void 0;
}
const processOf = (run) => /#(.*)$/.exec(run)?.[1] ?? "";
const linkOf = (run) => run.replace(/#.*$/, "");
function describeHolder({ run, deployment, until }) {
	return `${linkOf(run) || "another run"} is rolling out ${deployment} (until ${new Date(until).toISOString()} unless it says more)`;
}
function recordIn(tags) {
	const deployment = tags[names$1.deployment];
	const until = Date.parse(tags[names$1.until] ?? "");
	const traffic = unpack(Object.keys(tags).filter((name) => isBefore$1.test(name)).map((name) => tags[name] ?? ""));
	const mirror = sharesIn([tags[names$1.mirrorBefore] ?? "none"]);
	if (deployment === void 0 || Number.isNaN(until)) return void 0;
	if (traffic === void 0 || mirror === void 0) return void 0;
	return {
		run: tags[names$1.run] ?? "",
		deployment,
		before: {
			traffic,
			mirror
		},
		until
	};
}
function withWayBack(record, existing) {
	const names = new Set(existing.map(({ name }) => name.toLowerCase()));
	return Object.keys(positive(record?.before.traffic ?? {})).every((name) => names.has(name.toLowerCase())) ? record : void 0;
}
const isBefore$1 = /^rollout-before(-\d+)?$/;
const isOurs$1 = (name) => isBefore$1.test(name) || Object.values(names$1).includes(name);
// src/azure/identity.ts
function identityBody({ identity }) {
	if (!identity?.type) return {};
	const users = Object.keys(identity.userAssignedIdentities ?? {});
	const userAssignedIdentities = Object.fromEntries(users.map((id) => [id, {}]));
	return { identity: {
		type: identity.type,
		...users.length > 0 ? { userAssignedIdentities } : {}
	} };
}
// src/azure/lease.ts
var Overtaken = class extends ActionError {
	constructor(endpoint, why) {
		super({
			code: "endpoint-busy",
			message: `endpoint '${endpoint}' was taken in the meantime: ${why}`,
			hint: "Run again when the other run has ended. A concurrency group in the workflow keeps runs apart."
		});
		this.name = "Overtaken";
	}
};
function demandLease({ name, tags }, run) {
	const holder = heldByAnother(tags, run, Date.now());
	if (holder) throw new Overtaken(name, describeHolder(holder));
}
function demandUntouched(endpoint, run, from) {
	demandLease(endpoint, run);
	const { name, traffic } = endpoint;
	if (!sameTraffic(traffic, from)) throw new Overtaken(name, `its traffic is now ${describeTraffic(traffic)}`);
}
async function takeLease(arm, endpoint, record, { from, keepsLeft }, signal) {
	const { run, until } = record;
	let written = record;
	await patchTags(arm, endpoint, (state) => {
		demandUntouched(state, run, from);
		const left = keepsLeft ? recordIn(state.tags) : void 0;
		written = left ? {
			...left,
			run,
			until
		} : record;
		return withRecordByPatch(state.tags, written);
	}, signal);
	return written;
}
async function endLease(arm, endpoint, record, signal) {
	const change = ({ tags }) => recordIn(tags)?.run === record.run ? withRecordByPatch(tags, {
		...record,
		until: Date.now() - 1
	}) : void 0;
	await tagEndpoint(arm, endpoint, change, signal);
}
async function giveLeaseBack(arm, endpoint, run, signal) {
	const isOurs = ({ tags }) => recordIn(tags)?.run === run;
	const found = await readEndpoint(arm, endpoint, signal);
	if (found && isOurs(found)) {
		const end = (state) => isOurs(state) ? withEndedRecord(state.tags) : void 0;
		await patchTags(arm, endpoint, end, signal);
	}
	return positive(found?.traffic ?? {});
}
// src/azure/traffic.ts
function bodyOf$1(resource, { traffic, mirror }) {
	const { authMode, description, compute, publicNetworkAccess, properties } = propertiesOf(resource);
	return {
		location: resource.location,
		tags: resource.tags ?? {},
		...identityBody(resource),
		...resource.kind ? { kind: resource.kind } : {},
		properties: {
			authMode,
			...description ? { description } : {},
			...compute ? { compute } : {},
			...publicNetworkAccess ? { publicNetworkAccess } : {},
			...properties ? { properties } : {},
			traffic,
			mirrorTraffic: mirror
		}
	};
}
const trafficChanged = (endpoint, expected, found) => new ActionError({
	code: "traffic-changed",
	message: `the traffic of endpoint '${endpoint}' was ${describeRouting(expected)} and is now ${describeRouting(found)}: somebody else changed it`,
	hint: "Nothing was overwritten. Find out who else deploys to this endpoint (a concurrency group in the workflow keeps runs apart), then run again."
});
async function moveTraffic(arm, change, signal) {
	const { name, from, to } = change;
	const attempt = {
		doing: `move the traffic of endpoint '${name}'`,
		otherwise: "traffic-not-applied"
	};
	await follow(arm, await whenIdle(async (accept) => {
		const resource = await settleResource(arm, name, signal);
		const found = routingOf(propertiesOf(resource));
		if (change.record) demandLease({
			name,
			tags: resource.tags ?? {}
		}, change.record.run);
		if (!canBegin(found, change) && !hasArrived(found, change)) throw trafficChanged(name, from, found);
		const body = bodyOf$1(resource, destination(found, change));
		const tags = withHistory(withRecord(body.tags, change.record), change.history);
		change.beforePut?.();
		return arm.send({
			method: "PUT",
			path: endpointPath(arm, name),
			body: {
				...body,
				tags
			},
			attempt,
			signal,
			accept
		});
	}, signal), {
		attempt,
		signal
	});
	return until(() => settleEndpoint(arm, name, signal), (endpoint) => endpoint.provisioningState === "Failed" || hasArrived(routingOf(endpoint), change), signal).then((endpoint) => {
		if (hasArrived(routingOf(endpoint), change)) return endpoint;
		throw new ActionError({
			code: "traffic-not-applied",
			message: `endpoint '${name}' shows traffic ${describeRouting(routingOf(endpoint))} instead of ${describeRouting(to)} and is in state ${endpoint.provisioningState}`,
			hint: "Look at the endpoint in the studio."
		});
	});
}
// src/plan/rollout.ts
const strategies = [
	"all-at-once",
	"canary",
	"linear",
	"shadow",
	"in-place",
	"manual"
];
const changesNothing = ({ deployment, putBack = [], traffic, retire, verified }) => deployment.isOld && deployment.update === void 0 && putBack.length === 0 && traffic.unfinished === void 0 && traffic.steps.length === 0 && retire.length === 0 && verified;
function startOf(live, record, deployment) {
	if (!record || !canHaveSet(record, live)) return {
		live,
		before: live
	};
	const same = record.deployment.toLowerCase() === deployment?.toLowerCase();
	const { traffic } = record.before;
	return {
		live,
		before: {
			traffic,
			mirror: shareOf(live.mirror, record.deployment) > 0 ? record.before.mirror : live.mirror
		},
		unfinished: same ? "resume" : "undo"
	};
}
function canHaveSet({ deployment, before }, live) {
	if (shareOf(before.traffic, deployment) > 0) return false;
	const copied = shareOf(live.mirror, deployment);
	if (copied > 0) return sameRouting(live, {
		...before,
		mirror: { [deployment]: copied }
	});
	const share = shareOf(live.traffic, deployment);
	return share > 0 && sameTraffic(live.traffic, split(before.traffic, deployment, share));
}
function planRollout({ shares, bakeMs, mirror: copied }, { live, before, unfinished }, deployment) {
	const others = Object.fromEntries(Object.entries(before.traffic).filter(([name]) => name.toLowerCase() !== deployment.toLowerCase()));
	const alone = Object.keys(others).length === 0;
	const has = shareOf((unfinished === "undo" ? before : live).traffic, deployment);
	const steps = (alone ? shares.slice(-1) : shares).filter((share) => unfinished === "resume" ? share >= has : share > has).map((share) => ({
		share,
		traffic: split(others, deployment, share),
		mirror: before.mirror,
		bakeMs: alone ? 0 : bakeMs
	}));
	if (copied === void 0 || alone || has > 0) return steps;
	const { traffic } = before;
	return [{
		share: 0,
		traffic,
		mirror: { [deployment]: copied },
		bakeMs
	}, ...steps];
}
function planStay({ bakeMs }, { before }, deployment) {
	const share = shareOf(before.traffic, deployment);
	return bakeMs === 0 ? [] : [{
		...before,
		share,
		bakeMs,
		stays: true
	}];
}
function exposureOf({ share, mirror }, deployment) {
	const copied = shareOf(mirror, deployment);
	return copied > 0 ? {
		share,
		copied
	} : { share };
}
function routingAfter(steps, { before }) {
	const { traffic, mirror } = steps.at(-1) ?? before;
	return {
		traffic,
		mirror
	};
}
const currentRouting = ({ traffic }) => traffic.unfinished === "undo" ? traffic.before : traffic.live;
function split(others, live, share) {
	const rest = 100 - share;
	const total = Object.values(others).reduce((sum, value) => sum + value, 0);
	const exact = Object.entries(others).map(([name, value]) => {
		const part = value * rest / total;
		return {
			name,
			floor: Math.floor(part),
			remainder: part - Math.floor(part)
		};
	});
	const missing = rest - exact.reduce((sum, { floor }) => sum + floor, 0);
	const raised = new Set(exact.toSorted((a, b) => b.remainder - a.remainder).slice(0, missing).map(({ name }) => name));
	const parts = exact.map(({ name, floor }) => [name, floor + (raised.has(name) ? 1 : 0)]);
	return positive({
		...Object.fromEntries(parts),
		[live]: share
	});
}
// src/azure/deploymentLog.ts
const containers = {
	InferenceServer: "scoring container",
	StorageInitializer: "storage initializer"
};
const askEveryMs = 1e4;
const silenceMs = 3e4;
function watchProgress(arm, endpoint, name, { deployment }, signal) {
	const started = Date.now();
	let asked = started;
	let saidAt = started;
	let said = "";
	let step;
	const printed = new Map();
	const follow = async (container) => {
		const log = await readLog(arm, endpoint, name, container, signal);
		step = instanceStep(log) ?? step;
		const lines = linesOf(log);
		if (lines.length === 0) return;
		const before = printed.get(container) ?? (deployment.update ? lines : []);
		printed.set(container, lines);
		for (const line of linesAfter(before, lines)) arm.log.info(`${containers[container]} │ ${line}`);
	};
	const ask = async () => {
		await follow("StorageInitializer");
		await follow("InferenceServer");
	};
	return async (status) => {
		if (Date.now() - asked > askEveryMs) {
			asked = Date.now();
			await ask();
		}
		const text = step === void 0 || status === "Succeeded" ? status : `${status}, ${step}`;
		if (text === said && Date.now() - saidAt < silenceMs) return;
		said = text;
		saidAt = Date.now();
		arm.log.info(`deployment ${name}: ${text} (${formatTime(saidAt - started)})`);
	};
}
async function readLog(arm, endpoint, name, container, signal) {
	const { resourceGroup, workspace } = arm.where;
	try {
		const { content } = await arm.sdk.onlineDeployments.getLogs(resourceGroup, workspace, endpoint, name, {
			containerType: container,
			tail: 500
		}, { abortSignal: signal });
		return content?.trim() ?? "";
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		arm.log.debug(`no ${container} log: ${reasonOf(error)}`);
		return "";
	}
}
async function explained(arm, endpoint, name, explaining, signal, work) {
	try {
		return await work();
	} catch (error) {
		if (signal.aborted || !(error instanceof ActionError)) throw error;
		throw await withLogs(arm, endpoint, name, explaining, error, signal);
	}
}
async function withLogs(arm, endpoint, name, explaining, error, signal) {
	const [server, storage] = await Promise.all([readLog(arm, endpoint, name, "InferenceServer", signal), readLog(arm, endpoint, name, "StorageInitializer", signal)]);
	if (server !== "") arm.log.block(`Log of the ${containers.InferenceServer} (${name})`, server);
	if (storage !== "") arm.log.block(`Log of the ${containers.StorageInitializer} (${name})`, storage);
	const said = complaint(server) ?? complaint(storage);
	const logs = [{
		title: `Log of the ${containers.InferenceServer}`,
		text: server
	}, {
		title: `Log of the ${containers.StorageInitializer}`,
		text: storage
	}].filter(({ text }) => text !== "");
	if (said === void 0) return new ActionError({
		...error.failure,
		logs,
		cause: error
	});
	const traceback = firstTraceback(server) ?? firstTraceback(storage);
	const { source } = explaining;
	const place = traceback && source && placeInCode(traceback, source.folder, source.sourceDirectory);
	const remedy = remedyFor(said);
	const { failure } = error;
	return new ActionError({
		...failure,
		...traceback && failure.code === "container-not-ready" ? crashed : {},
		message: `${failure.message}\nThe container says: ${said}`,
		azure: [failure.azure, traceback?.text].filter((text) => text).join("\n\n"),
		...remedy === void 0 ? {} : { hint: remedy },
		...place ? { place } : {},
		logs,
		cause: error
	});
}
const crashed = {
	code: "container-crashed",
	hint: "The traceback says where: correct the entry script, the model or the environment."
};
// src/azure/deployment.ts
const pathOf$1 = (arm, endpoint, name = "") => `${arm.workspaceId}/onlineEndpoints/${endpoint}/deployments${name && `/${name}`}`;
const stateOf = (resource) => resource.properties?.["provisioningState"] ?? "Succeeded";
const ended = new Set([
	"Succeeded",
	"Failed",
	"Canceled"
]);
const hasEnded = (resource) => ended.has(stateOf(resource));
function toState$1(resource) {
	const { instanceType, model } = resource.properties ?? {};
	const createdAt = resource.systemData?.createdAt;
	return {
		name: resource.name ?? "",
		provisioningState: stateOf(resource),
		tags: resource.tags ?? {},
		...typeof model === "string" ? { modelId: model } : {},
		...typeof instanceType === "string" ? { instanceType } : {},
		...createdAt === void 0 ? {} : { createdAt },
		instanceCount: resource.sku?.capacity ?? 1
	};
}
async function listDeployments(arm, endpoint, signal) {
	return (await listAll(arm, {
		path: pathOf$1(arm, endpoint),
		attempt: {
			doing: `list the deployments of endpoint '${endpoint}'`,
			otherwise: "azure-refused"
		},
		signal,
		accept: [404]
	})).map(toState$1);
}
async function readResource(arm, endpoint, name, signal) {
	const answer = await arm.send({
		method: "GET",
		path: pathOf$1(arm, endpoint, name),
		attempt: {
			doing: `read deployment '${name}'`,
			otherwise: "azure-refused"
		},
		signal,
		accept: [404]
	});
	return answer.status === 404 ? void 0 : answer.body;
}
const deploymentExists = async (arm, endpoint, name, signal) => await readResource(arm, endpoint, name, signal) !== void 0;
const iso = (ms) => `PT${ms / 1e3}S`;
const probeBody = (probe) => ({
	initialDelay: iso(probe.initialDelayMs),
	period: iso(probe.periodMs),
	timeout: iso(probe.timeoutMs),
	failureThreshold: probe.failureThreshold,
	successThreshold: probe.successThreshold
});
const programBody = ({ codeId, scoringScript, environmentId }) => ({
	codeConfiguration: {
		codeId,
		scoringScript
	},
	environmentId
});
const bodyOf = (deployment) => ({
	location: deployment.location,
	tags: deployment.tags,
	sku: {
		name: "Default",
		capacity: deployment.instanceCount
	},
	properties: {
		endpointComputeType: "Managed",
		model: deployment.modelId,
		...deployment.program && programBody(deployment.program),
		environmentVariables: deployment.container.environmentVariables,
		instanceType: deployment.instanceType,
		requestSettings: {
			requestTimeout: iso(deployment.container.requestTimeoutMs),
			maxConcurrentRequestsPerInstance: deployment.container.maxConcurrentRequests
		},
		livenessProbe: probeBody(deployment.container.livenessProbe),
		readinessProbe: probeBody(deployment.container.readinessProbe),
		scaleSettings: { scaleType: "Default" }
	}
});
const attemptAt = (name) => ({
	doing: `deploy '${name}'`,
	otherwise: "deployment-failed"
});
async function createDeployment(arm, deployment, explaining, signal) {
	const { endpoint, name } = deployment;
	await explained(arm, endpoint, name, explaining, signal, async () => {
		const onPoll = watchProgress(arm, endpoint, name, explaining, signal);
		for (let tries = 1;; tries++) {
			const answer = await putWhenIdle(arm, deployment, signal);
			try {
				await follow(arm, answer, {
					attempt: attemptAt(name),
					signal,
					onPoll
				});
				return await settle(arm, endpoint, name, signal);
			} catch (error) {
				if (tries >= mostTries || !isSpreading(error)) throw error;
				arm.log.info(`deployment ${name}: the endpoint's own roles are still spreading; trying again`);
				await pause(spreadingMs, signal);
			}
		}
	});
}
const isSpreading = (error) => error instanceof ActionError && /role assignment takes some time/i.test(error.message);
const spreadingMs = 2e4;
const mostTries = 12;
async function resumeDeployment(arm, endpoint, name, explaining, signal) {
	await explained(arm, endpoint, name, explaining, signal, async () => {
		const url = ((await readResource(arm, endpoint, name, signal))?.properties?.["properties"])?.["AzureAsyncOperationUri"];
		const onPoll = watchProgress(arm, endpoint, name, explaining, signal);
		if (typeof url === "string" && new URL(url, arm.hosts.arm).origin === arm.hosts.arm) await followUrl(arm, url, {
			attempt: attemptAt(name),
			signal,
			onPoll
		});
		await settle(arm, endpoint, name, signal);
	});
}
const busyRefusal = /because it is in \w+ provisioning state/i;
async function putWhenIdle(arm, deployment, signal) {
	for (let tries = 0;; tries++) try {
		return await whenIdle((accept) => arm.send({
			method: "PUT",
			path: pathOf$1(arm, deployment.endpoint, deployment.name),
			body: bodyOf(deployment),
			attempt: attemptAt(deployment.name),
			signal,
			accept
		}), signal);
	} catch (error) {
		if (!(error instanceof ActionError && busyRefusal.test(error.message)) || tries >= 20) throw error;
		arm.log.info(`endpoint '${deployment.endpoint}' is still being changed; waiting`);
		await pause(Math.min(15e3, 500 * 2 ** tries), signal);
	}
}
async function settle(arm, endpoint, name, signal) {
	let missing = 0;
	const resource = await until(() => readResource(arm, endpoint, name, signal), (found) => found ? hasEnded(found) : ++missing > 12, signal);
	const state = resource ? stateOf(resource) : "gone";
	if (state !== "Succeeded") throw new ActionError({
		code: "deployment-failed",
		message: `deployment '${name}' ended in state ${state}`,
		hint: "Its log says why, if the container was started at all."
	});
}
const deletionOf = (arm, endpoint, name) => ({
	path: pathOf$1(arm, endpoint, name),
	attempt: {
		doing: `delete deployment '${name}'`,
		otherwise: "deployment-failed"
	}
});
const deleteDeployment = (arm, endpoint, name, signal) => deleteResource(arm, {
	...deletionOf(arm, endpoint, name),
	signal
}, () => readResource(arm, endpoint, name, signal));
async function requestDeletion(arm, endpoint, name, signal) {
	await arm.send({
		...deletionOf(arm, endpoint, name),
		method: "DELETE",
		signal,
		accept: [404]
	});
}
// src/plan/inPlace.ts
const names = {
	state: "in-place",
	before: "in-place-before"
};
const isBefore = /^in-place-before-\d+$/;
const isOurs = (name) => name === names.state || isBefore.test(name);
const mostValues = 30;
const plain$1 = new Set(["WORKER_COUNT"]);
const variablesOf = ({ properties }) => {
	const variables = isObject(properties) ? properties["environmentVariables"] : void 0;
	return isObject(variables) ? variables : {};
};
const withVariables = (body, change) => {
	const variables = Object.entries(variablesOf(body)).map(([name, value]) => [name, change(name, value)]);
	if (variables.length === 0 || !isObject(body["properties"])) return body;
	const environmentVariables = Object.fromEntries(variables);
	return {
		...body,
		properties: {
			...body["properties"],
			environmentVariables
		}
	};
};
const withoutValues = (body) => withVariables(body, (name, value) => plain$1.has(name) ? value : null);
const withValues = (original, found) => withVariables(original, (name, value) => value ?? variablesOf(found)[name]);
const lostVariables = (original, found, next) => Object.entries(variablesOf(original)).filter(([name, value]) => value === null && variablesOf(found)[name] !== next[name]).map(([name]) => name);
function withOriginal(tags, original) {
	const parts = Buffer.from(JSON.stringify(original)).toString("base64").match(new RegExp(`.{1,256}`, "g")) ?? [];
	if (parts.length > mostValues) return void 0;
	return {
		...withoutOriginal(tags),
		[names.state]: "begun",
		...Object.fromEntries(parts.map((part, index) => [`${names.before}-${index + 1}`, part]))
	};
}
const withoutOriginal = (tags) => Object.fromEntries(Object.entries(tags).filter(([name]) => !isOurs(name)));
const withEndedUpdate = (tags) => ({
	...withoutOriginal(tags),
	[names.state]: "ended"
});
const originalTags = (tags) => Object.keys(tags).filter((name) => isBefore.test(name)).sort((a, b) => numberOf(a) - numberOf(b));
const numberOf = (name) => Number(name.slice(names.before.length + 1));
function originalIn(tags) {
	if (tags[names.state] !== "begun") return void 0;
	const text = originalTags(tags).map((name) => tags[name] ?? "").join("");
	try {
		const body = JSON.parse(Buffer.from(text, "base64").toString());
		return isObject(body) ? body : void 0;
	} catch {
		return;
	}
}
const tagsOf = ({ tags }) => isObject(tags) ? Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, String(value)])) : {};
function withPutBack(state, carriedOn = () => false) {
	const putBack = [];
	const deployments = state.deployments.map((deployment) => {
		const original = originalIn(deployment.tags);
		if (original === void 0 || carriedOn(deployment)) return deployment;
		putBack.push(deployment.name);
		return {
			...deployment,
			provisioningState: "Succeeded",
			tags: tagsOf(original)
		};
	});
	return {
		state: {
			...state,
			deployments
		},
		putBack
	};
}
const contentsOf = (deployment) => {
	const { [tag.deploymentDigest]: digest } = deployment.tags;
	const original = originalIn(deployment.tags);
	if (!original) return [digest];
	const before = tagsOf(original)[tag.deploymentDigest];
	return hasFailed(deployment) ? [before] : [digest, before];
};
const hasFailed = ({ provisioningState }) => [
	"Failed",
	"Canceled",
	"Deleting"
].includes(provisioningState);
function nameFor(digest, { endpoint, deployments }) {
	const serves = ({ name }) => shareOf(endpoint?.traffic ?? {}, name) > 0;
	const serving = deployments.filter(serves);
	const same = serving.find((deployment) => contentsOf(deployment).includes(digest));
	if (same) return same.name.toLowerCase();
	const name = deploymentName(digest);
	return serving.some((deployment) => deployment.name.toLowerCase() === name) ? deploymentName(digestOf({
		digest,
		besides: name
	})) : name;
}
function servingDeployment(endpoint, { endpoint: found, deployments }, named) {
	const traffic = positive(found?.traffic ?? {});
	if (Object.keys(traffic).length === 0) return {};
	const name = deployments.find(({ name }) => shareOf(traffic, name) === 100)?.name.toLowerCase();
	if (name !== void 0 && (named === void 0 || named === name)) return { name };
	return { failure: {
		code: "deployment-conflict",
		message: `'strategy: in-place' updates the deployment that has all of the traffic${named === void 0 ? "" : `, 'deployment-name' is '${named}'`}, and the traffic of endpoint '${endpoint}' is ${describeTraffic(traffic)}`,
		hint: "Give one deployment all of the traffic, and leave 'deployment-name' out; or choose another 'strategy'."
	} };
}
// src/azure/original.ts
const settledDeployment = (arm, endpoint, name, signal) => until(() => readResource(arm, endpoint, name, signal), (found) => found === void 0 || hasEnded(found), signal);
function originalOf(resource) {
	const { location, kind, sku, tags, properties } = resource;
	const { provisioningState: _, properties: own, ...settings } = properties ?? {};
	const { AzureAsyncOperationUri: __, ...kept } = isObject(own) ? own : {};
	const given = {
		...settings,
		...Object.keys(kept).length > 0 ? { properties: kept } : {}
	};
	return {
		location,
		...kind ? { kind } : {},
		...identityBody(resource),
		tags: withoutOriginal(tags ?? {}),
		sku: {
			name: sku?.name ?? "Default",
			capacity: sku?.capacity ?? 1
		},
		properties: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))
	};
}
async function putBack(arm, endpoint, name, signal) {
	const attempt = {
		doing: `put deployment '${name}' back to what it was`,
		otherwise: "deployment-failed"
	};
	const updated = await settledDeployment(arm, endpoint, name, signal);
	const original = originalIn(updated?.tags ?? {});
	if (!updated || !original) return;
	const before = tagsOf(original);
	const body = {
		...withValues(original, originalOf(updated)),
		tags: withOriginal(before, original) ?? before
	};
	await follow(arm, await whenIdle((accept) => arm.send({
		method: "PUT",
		path: pathOf$1(arm, endpoint, name),
		body,
		attempt,
		signal,
		accept
	}), signal), {
		attempt,
		signal
	});
	const found = await until(() => readResource(arm, endpoint, name, signal), (found) => found === void 0 || hasEnded(found) && found.tags?.[tag.deploymentDigest] === before[tag.deploymentDigest], signal);
	const state = found ? stateOf(found) : "gone";
	if (state === "Succeeded") return forgetOriginal(arm, endpoint, name, signal);
	throw new ActionError({
		code: "deployment-failed",
		message: `deployment '${name}' was put back to what it was, and ended in state ${state}`,
		hint: "Look at the deployment and its log in the studio."
	});
}
async function forgetOriginal(arm, endpoint, name, signal) {
	const attempt = {
		doing: `tag deployment '${name}'`,
		otherwise: "azure-refused"
	};
	try {
		await follow(arm, await whenIdle(async (accept) => {
			const found = await settledDeployment(arm, endpoint, name, signal);
			return arm.send({
				method: "PATCH",
				path: pathOf$1(arm, endpoint, name),
				body: { tags: withEndedUpdate(found?.tags ?? {}) },
				attempt,
				signal,
				accept
			});
		}, signal), {
			attempt,
			signal
		});
	} catch (error) {
		arm.log.warning(`deployment ${name} is well, but its tags could not be told: ${reasonOf(error)}`);
	}
}
const restoringScript = [
	"import base64,json,sys",
	"d=json.load(sys.stdin)",
	"t=d[\"tags\"]",
	"n=sorted((k for k in t if k.startswith(\"in-place-before-\")),key=lambda k:int(k[16:]))",
	"b=json.loads(base64.b64decode(\"\".join(t[k] for k in n)))",
	"p=b[\"properties\"]",
	"c=d[\"properties\"].get(\"environmentVariables\") or {}",
	"e=p.get(\"environmentVariables\") or {}",
	"p[\"environmentVariables\"]={k:c[k] if v is None else v for k,v in e.items()}",
	"print(json.dumps(b))"
].join(";");
function putBackCommand(arm, endpoint, name) {
	const url = `${arm.hosts.arm}${pathOf$1(arm, endpoint, name)}?api-version=${inferenceApiVersion}`;
	return `az rest --method put --url "${url}" --body "$(az rest --method get --url "${url}" | python3 -c '${restoringScript}')"`;
}
// src/execution/inPlace.ts
async function tagsOfUpdate({ arm, plan, signal }) {
	const { name } = plan.deployment;
	const found = await settledDeployment(arm, plan.endpoint.name, name, signal);
	if (!found) throw refusal$1(`deployment '${name}' is gone: somebody deleted it`);
	const body = originalOf(found);
	const original = originalIn(found.tags ?? {}) ?? withoutValues(body);
	const lost = lostVariables(original, body, plan.container.environmentVariables);
	if (lost.length > 0) throw refusal$1(`the update would change or take away ${lost.join(", ")} of the environment variables of deployment '${name}', and could not bring them back: what was there is kept in tags, which are no place for what may be secret`);
	const tags = withOriginal(plan.tags, original);
	if (tags) return tags;
	throw refusal$1(`deployment '${name}' has more settings than fit into its tags, where they are kept to go back to`);
}
const refusal$1 = (message) => new ActionError({
	code: "deployment-conflict",
	message,
	hint: "Nothing was changed. Choose another 'strategy' this once: it makes a deployment beside this one."
});
async function putBackUnfinished({ arm, plan, journal, log, signal }) {
	for (const name of plan.putBack ?? []) await journal.phase("deployment", async () => {
		log.info(`deployment ${name}: an earlier run left its update unfinished; back to what it was`);
		await putBack(arm, plan.endpoint.name, name, signal);
	}, () => `${name}: back to what it was`);
}
async function endUpdate({ arm, plan, signal }) {
	const { name, update } = plan.deployment;
	if (update) await forgetOriginal(arm, plan.endpoint.name, name, signal);
}
async function restoreContent(arm, { endpoint, deployment: name, update }, log, signal, hurry) {
	if (!update) return "none";
	try {
		const tags = (await readResource(arm, endpoint, name, signal))?.tags ?? {};
		const digest = tags[tag.deploymentDigest] ?? "";
		if (!originalIn(tags) || !update.digests.includes(digest)) return "none";
		log.info(`deployment ${name}: back to what it was`);
		await putBack(arm, endpoint, name, signal);
		return "restored";
	} catch (error) {
		const reason = reasonOf(error);
		if (hurry) {
			log.info(`deployment ${name}: not back yet (${reason}); the post step goes on`);
			return "not-restored";
		}
		log.warning(`deployment ${name} could not be put back to what it was: ${reason}`);
		log.warning(`put it back by hand: ${putBackCommand(arm, endpoint, name)}`);
		return "not-restored";
	}
}
// src/azure/autoscale.ts
const pathOf = ({ where }, name = "") => `/subscriptions/${where.subscriptionId}/resourcegroups/${where.resourceGroup}/providers/Microsoft.Insights/autoscalesettings${name && `/${name}`}?api-version=2022-10-01`;
async function readAutoscale$1(arm, endpoint, signal) {
	try {
		return (await listAll(arm, {
			path: pathOf(arm),
			attempt: {
				doing: "list the autoscale settings",
				otherwise: "azure-refused"
			},
			signal
		})).flatMap((setting) => toState(arm, endpoint, setting));
	} catch (error) {
		if (!(error instanceof ActionError)) throw error;
		if (error.code === "permission-denied") return "forbidden";
		if (error.code === "provider-not-registered") return "unregistered";
		throw error;
	}
}
function toState(arm, endpoint, setting) {
	const { name = "", tags = {}, properties = {} } = setting;
	const deployments = `${arm.workspaceId}/onlineEndpoints/${endpoint}/deployments/`;
	const target = String(properties["targetResourceUri"] ?? "");
	if (!target.toLowerCase().startsWith(deployments.toLowerCase())) return [];
	return [{
		name,
		deployment: target.slice(deployments.length),
		tags,
		properties
	}];
}
async function putAutoscale(arm, name, body, signal) {
	await arm.send({
		method: "PUT",
		path: pathOf(arm, name),
		body,
		attempt: {
			doing: `set autoscale '${name}'`,
			otherwise: "deployment-failed"
		},
		signal
	});
}
async function deleteAutoscale(arm, name, signal) {
	const path = pathOf(arm, name);
	const attempt = {
		doing: `delete autoscale '${name}'`,
		otherwise: "azure-refused"
	};
	const found = await arm.send({
		method: "GET",
		path,
		attempt,
		signal,
		accept: [
			403,
			404,
			409
		]
	});
	if (found.status === 403) arm.log.info(`clean-up: autoscale ${name}, if there is one, may not be read and stays`);
	if (found.status !== 200 || !isOurs$3({ tags: found.body.tags ?? {} })) return false;
	await arm.send({
		method: "DELETE",
		path,
		attempt,
		signal,
		accept: [404]
	});
	return true;
}
// src/execution/remove.ts
async function removeDeployment(arm, endpoint, deployment, signal, hurry = false) {
	await removeSetting(arm, autoscaleName(arm.workspaceId, endpoint, deployment), signal);
	await (hurry ? requestDeletion : deleteDeployment)(arm, endpoint, deployment, signal);
}
async function removeSettings(arm, endpoint, signal) {
	const settings = await readAutoscale$1(arm, endpoint, signal);
	if (typeof settings === "string") return;
	for (const { name } of settings.filter(isOurs$3)) await removeSetting(arm, name, signal);
}
async function removeSetting(arm, name, signal) {
	try {
		if (await deleteAutoscale(arm, name, signal)) arm.log.info(`clean-up: deleted autoscale ${name}`);
	} catch (error) {
		if (signal.aborted) throw error;
		arm.log.warning(`clean-up: autoscale ${name} could not be deleted: ${reasonOf(error)}`);
	}
}
// src/plan/alerts.ts
const ruleKinds = ["metricAlerts", "scheduledQueryRules"];
const ruleId = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Insights\/(metricAlerts|scheduledQueryRules)\/[^/]+$/i;
const ruleName = /^[^*#&+:<>?@%{}\\/]{1,260}$/;
function flawOfRule(given) {
	if (given.startsWith("/") ? ruleId.test(given) : ruleName.test(given)) return void 0;
	return `expected the name of an alert rule in the workspace's resource group, or the id of a rule of Azure Monitor (/subscriptions/…/providers/Microsoft.Insights/metricAlerts/… or …/scheduledQueryRules/…)`;
}
const isOf = ({ id }, { rule }) => rule.toLowerCase() === id.toLowerCase();
function alertBreach(rules, alerts, since) {
	const [first] = alerts.flatMap((alert) => rules.filter((rule) => isOf(rule, alert)).map((rule) => ({
		rule,
		alert
	}))).filter(({ alert }) => Date.parse(alert.startedAt) >= since).sort((a, b) => Date.parse(a.alert.startedAt) - Date.parse(b.alert.startedAt));
	if (!first) return void 0;
	const { rule, alert } = first;
	const words = alert.description === "" ? "" : `: ${alert.description}`;
	return `the alert rule '${rule.name}' of 'rollback-alerts' fired at ${alert.startedAt} (${alert.severity}) for ${alert.target.split("/").slice(-2).join("/")}${words}`;
}
// src/model/description.ts
const frameworks = [
	"scikit-learn",
	"xgboost",
	"lightgbm",
	"catboost",
	"onnx",
	"tensorflow",
	"keras",
	"pytorch",
	"transformers",
	"mlflow",
	"triton",
	"custom"
];
const formats = [
	"pickle",
	"skops",
	"xgboost-json",
	"xgboost-ubj",
	"xgboost-binary",
	"lightgbm-text",
	"catboost-binary",
	"onnx",
	"tensorflow-saved-model",
	"keras-zip",
	"keras-hdf5",
	"torchscript",
	"torch-export",
	"torch-pickle",
	"safetensors",
	"transformers",
	"mlflow",
	"triton",
	"rds"
];
// src/plan/view.ts
const hoursAMonth = 730;
function viewOf({ request, model, endpoint, size, ...plan }) {
	const { size: chosen } = size;
	const { instanceCount, autoscale } = request.compute;
	const counts = autoscale ? [autoscale.min, autoscale.max] : [instanceCount];
	return {
		service: endpoint.name,
		model: {
			name: model.name,
			digest: plan.modelDigest
		},
		deployment: plan.deployment.name,
		...plan.deployment.update ? { inPlace: true } : {},
		size: {
			name: chosen.name,
			instances: instanceCount,
			...autoscale ? { autoscale } : {},
			...chosen.price ? { monthly: monthlyPrice(chosen.price, counts) } : {}
		},
		smoke: plan.smoke.map(({ name, body }) => `${name}: ${body}`),
		traffic: {
			before: plan.traffic.before.traffic,
			steps: plan.traffic.steps.map(({ traffic, mirror, bakeMs }) => ({
				traffic,
				...sameTraffic(mirror, plan.traffic.before.mirror) ? {} : { mirror },
				bakeSeconds: bakeMs / 1e3
			}))
		},
		watch: {
			...plan.limits,
			alerts: (plan.alerts ?? []).map(({ id }) => id)
		},
		retires: plan.retire,
		...plan.expiry?.kind === "expires" ? { expiresAfterHours: plan.expiry.afterMs / 36e5 } : {}
	};
}
const monthlyPrice = ({ amount, currency }, counts) => `${counts.map((count) => (amount * hoursAMonth * count).toFixed(0)).join(" to ")} ${currency}`;
function planDigest(plan) {
	const { service, deployment, size, smoke, traffic, watch, retires, expiresAfterHours } = viewOf(plan);
	const { instances, autoscale } = size;
	const made = {
		service,
		deployment,
		content: plan.deployment.digest,
		autoscale: autoscale && {
			...autoscale,
			instances
		},
		smoke,
		watch,
		expiresAfterHours
	};
	const { shares, mirror } = plan.request.rollout;
	const start = {
		before: traffic.before,
		steps: traffic.steps,
		retires
	};
	return `${half({
		...made,
		shares,
		...mirror === void 0 ? {} : { mirror }
	})}-${half(start)}`;
}
const half = (value) => digestOf(value).slice(0, 32);
const halves = (digest) => digest.split("-");
function deviation(plan, approved) {
	const now = planDigest(plan);
	if (now === approved.digest) return void 0;
	const [made, start] = halves(approved.digest);
	const [madeNow] = halves(now);
	const done = plan.traffic.steps.length === 0 && plan.deployment.action === "keep";
	if (made === madeNow && done) return void 0;
	return `${made === madeNow ? `the service is no longer as it was when the plan was made` : "what would be deployed is not what was approved"}: the approved plan is ${made}-${start}, this one ${now}${(approved.view ? changesBetween(approved.view, viewOf(plan)) : []).map((change) => `\n- ${change}`).join("")}`;
}
function changesBetween(approved, now, path = "") {
	if (canonicalJson(approved) === canonicalJson(now)) return [];
	if (isObject(approved) && isObject(now)) return [...new Set([...Object.keys(approved), ...Object.keys(now)])].flatMap((key) => changesBetween(approved[key], now[key], path === "" ? key : `${path}.${key}`));
	return [`${path}: approved ${shown$1(approved)}, now ${shown$1(now)}`];
}
const shown$1 = (value) => value === void 0 ? "nothing" : JSON.stringify(value);
const planFile = (plan) => `${JSON.stringify({
	digest: planDigest(plan),
	plan: viewOf(plan)
}, null, 2)}\n`;
const digestPattern = /^[0-9a-f]{32}-[0-9a-f]{32}$/;
function readApproved(text) {
	const given = text.trim();
	if (digestPattern.test(given)) return { digest: given };
	try {
		const { digest, plan } = JSON.parse(given);
		if (typeof digest !== "string" || !digestPattern.test(digest) || !isObject(plan)) return void 0;
		return {
			digest,
			view: plan
		};
	} catch {
		return;
	}
}
// src/execution/recover.ts
async function recover(arm, unsettled, log, signal, hurry) {
	const routed = await restoreTraffic(arm, unsettled, log, signal);
	const content = await restoreContent(arm, unsettled, log, signal, hurry);
	const traffic = routed === "not-restored" || content === "none" ? routed : content;
	if (traffic === "not-restored") return { traffic };
	if (unsettled.onFailure === "delete") await takeAway(arm, unsettled, log, signal, hurry);
	try {
		return {
			traffic,
			live: await giveLeaseBack(arm, unsettled.endpoint, unsettled.run, signal)
		};
	} catch (error) {
		log.debug(`the endpoint's tags could not be put back: ${reasonOf(error)}`);
		return { traffic };
	}
}
async function takeAway(arm, { endpoint, run, deployment, before }, log, signal, hurry) {
	try {
		const live = await readEndpoint(arm, endpoint, signal);
		if (shareOf(live?.traffic ?? {}, deployment) + shareOf(live?.mirrorTraffic ?? {}, deployment) > 0 || shareOf(before.traffic, deployment) > 0) return;
		if (heldByAnother(live?.tags ?? {}, run, Date.now())?.deployment === deployment) return;
		log.info(`clean-up: deleting deployment ${deployment}`);
		await removeDeployment(arm, endpoint, deployment, signal, hurry);
	} catch (error) {
		log.warning(`clean-up: deployment ${deployment} could not be deleted and may cost money: ${reasonOf(error)}`);
	}
}
async function restoreTraffic(arm, { endpoint, run, before, tried }, log, signal) {
	if (tried.every((routing) => sameRouting(before, routing))) return "none";
	try {
		const found = await settleEndpoint(arm, endpoint, signal);
		const live = routingOf(found);
		const back = undone(live, before, tried);
		const isTheirs = !sameTraffic(back.traffic, before.traffic);
		if (isTheirs) log.warning(`the traffic is now ${describeTraffic(live.traffic)}, which this run did not ask for: it is left as it is`);
		if (sameRouting(live, back)) return "none";
		const holder = heldByAnother(found.tags, run, Date.now());
		if (holder) {
			log.warning(`the traffic is left to who has taken over: ${describeHolder(holder)}`);
			return "none";
		}
		log.info(`traffic: back to ${describeRouting(back)}`);
		await moveTraffic(arm, {
			name: endpoint,
			from: live,
			to: back
		}, signal);
		return isTheirs ? "none" : "restored";
	} catch (error) {
		log.warning(`the traffic could not be restored: ${reasonOf(error)}`);
		log.warning(`restore it by hand: ${restoreCommand(arm, endpoint, before, tried)}`);
		return "not-restored";
	}
}
function restoreCommand(arm, endpoint, before, tried) {
	const { traffic, mirror } = before;
	const set = Object.fromEntries(tried.flatMap((routing) => Object.keys(routing.mirror)).map((name) => [name, 0]));
	const spelt = (shares) => Object.entries(shares).map(([name, share]) => `${name}=${share}`).join(" ");
	const mirrored = tried.some((routing) => !sameTraffic(routing.mirror, mirror)) ? ` --mirror-traffic "${spelt({
		...set,
		...mirror
	})}"` : "";
	return `az ml online-endpoint update -n ${endpoint} -g ${arm.where.resourceGroup} -w ${arm.where.workspace} --traffic "${spelt(traffic)}"${mirrored}`;
}
// src/plan/access.ts
const defaultWorkspaceConfigs = ["config.json", ".azureml/config.json"];
function readWhere(values, files, problems) {
	const asked = values["workspace-config"];
	const path = asked ?? defaultWorkspaceConfigs.find((file) => files.kind(file) === "file");
	let file = {};
	if (asked !== void 0 && files.kind(asked) !== "file") {
		problems.add("workspace-config", `'workspace-config' is '${asked}': no such file in the checkout`);
		return;
	}
	if (path !== void 0) try {
		file = JSON.parse(files.read(path));
	} catch (error) {
		if (asked !== void 0) {
			problems.add("workspace-config", `'workspace-config' is '${asked}': not valid JSON: ${reasonOf(error)}`);
			return;
		}
	}
	const fromFile = (key) => typeof file[key] === "string" ? file[key] : void 0;
	const subscriptionId = values["subscription-id"] ?? fromFile("subscription_id") ?? readCredentials(values.credentials)?.subscriptionId;
	const resourceGroup = values["resource-group"] ?? fromFile("resource_group");
	const workspace = values.workspace ?? fromFile("workspace_name");
	const wanted = {
		"subscription-id": subscriptionId,
		"resource-group": resourceGroup,
		workspace
	};
	for (const [input, value] of Object.entries(wanted)) if (value === void 0 && !problems.has(input)) problems.add(input, `'${input}' is required: give it, or point 'workspace-config' at the config.json that the Azure ML studio offers for download`);
	if (!subscriptionId || !resourceGroup || !workspace) return void 0;
	return {
		cloud: values.cloud ?? "public",
		subscriptionId,
		resourceGroup,
		workspace
	};
}
function readCredentials(text) {
	if (text === void 0) return void 0;
	try {
		const { clientId, clientSecret, tenantId, subscriptionId } = JSON.parse(text);
		if (typeof clientId !== "string" || typeof clientSecret !== "string") return void 0;
		if (typeof tenantId !== "string") return void 0;
		return {
			clientId,
			clientSecret,
			tenantId,
			...typeof subscriptionId === "string" ? { subscriptionId } : {}
		};
	} catch {
		return;
	}
}
function readWho(values, problems) {
	const clientId = values["client-id"];
	const tenantId = values["tenant-id"];
	const clientSecret = values["client-secret"];
	if (clientId !== void 0 || clientSecret !== void 0) {
		for (const [input, value] of [["client-id", clientId], ["tenant-id", tenantId]]) if (value === void 0 && !problems.has(input)) {
			const because = clientSecret === void 0 ? "client-id" : "client-secret";
			problems.add(input, `'${input}' is required with '${because}'`);
		}
		if (clientId === void 0 || tenantId === void 0) return void 0;
		return clientSecret === void 0 ? {
			kind: "oidc",
			tenantId,
			clientId
		} : {
			kind: "secret",
			tenantId,
			clientId,
			clientSecret
		};
	}
	if (values.credentials !== void 0) {
		const credentials = readCredentials(values.credentials);
		if (credentials) return {
			kind: "secret",
			...credentials
		};
		problems.add("credentials", "'credentials' is not the JSON of 'az ad sp create-for-rbac --json-auth': expected an object with clientId, clientSecret, tenantId and subscriptionId");
		return;
	}
	return {
		kind: "machine",
		...tenantId === void 0 ? {} : { tenantId }
	};
}
// src/plan/attestationChoice.ts
function readAttestation(values, source, files, problems) {
	const given = values["verify-attestation"];
	if (given === void 0 || given === false) return void 0;
	const refuse = (why) => problems.add("verify-attestation", `'verify-attestation' ${why}`);
	if (source?.kind === "registered") refuse("needs the model's files, and 'model-path' names a registered model: whoever may register one may write any tag on it, so that nothing there proves who made it. Verify it where its files are, before it is registered");
	const choice = given === true ? {} : typeof given === "string" ? { repository: given } : given;
	const text = (key) => {
		const path = choice[key];
		if (path === void 0) return void 0;
		if (files.kind(path) === "file") return {
			path,
			text: files.read(path)
		};
		refuse(`has '${path}' as its '${key}': no such file in the checkout`);
	};
	const bundles = text("bundle");
	const trustedRoots = text("trusted-root");
	if (choice.bundle === void 0 && values["github-token"] === void 0) refuse(`fetches attestations with the job's token, which is not given: add 'github-token: \${{ github.token }}', or name the attestation's file as its 'bundle'`);
	return {
		...choice.repository === void 0 ? {} : { repository: choice.repository },
		...choice["signer-workflow"] === void 0 ? {} : { signerWorkflow: choice["signer-workflow"] },
		predicateType: choice["predicate-type"] ?? "https://slsa.dev/provenance/v1",
		...bundles ? { bundles } : {},
		...trustedRoots ? { trustedRoots } : {}
	};
}
// src/plan/autoscaleChoice.ts
const usualTarget = 70;
function readAutoscale(values, problems) {
	if (!values.autoscale) return void 0;
	const { min = 1, max, "target-utilization": target = usualTarget } = values.autoscale;
	const count = values["instance-count"];
	if (max === void 0) {
		problems.add("autoscale", "'autoscale' needs 'max': the largest number of instances that it may come to, and cost");
		return;
	}
	if (min > max) problems.add("autoscale", `'autoscale' has a 'min' of ${min} and a 'max' of ${max}: the smallest number of instances must not be above the largest`);
	else if (count !== void 0 && (count < min || count > max)) problems.add("instance-count", `'instance-count' is ${count}, and 'autoscale' would change that at once: it keeps from ${min} to ${max}. Leave 'instance-count' out to begin with ${min}`);
	return {
		min,
		max,
		target
	};
}
// src/plan/computeChoice.ts
function readCompute(values, source, problems) {
	const instanceType = values["instance-type"];
	for (const input of ["cpu", "memory"]) {
		if (values[input] !== "auto") continue;
		const refuse = (why, orElse) => problems.add(input, `'${input}' is 'auto': ${why}. Give a number, or ${orElse}`);
		if (instanceType !== void 0) refuse("'instance-type' decides the size already", "leave 'instance-type' out");
		else if (values.preflight === "off") refuse("that is found out by the preflight, and 'preflight' is 'off'", "leave 'preflight' out");
		else if (source?.kind === "registered") refuse("that is found out by running the model on the runner, and 'model-path' names a registered one", "deploy its files");
	}
	const autoscale = readAutoscale(values, problems);
	return {
		cpu: values.cpu ?? 1,
		memory: values.memory ?? 2,
		...instanceType === void 0 ? {} : { instanceType },
		instanceCount: values["instance-count"] ?? autoscale?.min ?? 1,
		...autoscale === void 0 ? {} : { autoscale }
	};
}
// src/plan/document.ts
function readDocument(file, text) {
	const json = /\.jsonc?$/i.test(file);
	const lines = new import_dist.LineCounter();
	const document = (0, import_dist.parseDocument)(json ? withoutComments(text) : text, {
		lineCounter: lines,
		prettyErrors: true
	});
	const at = (offset) => ({
		file,
		line: lines.linePos(offset).line
	});
	if (document.errors.length > 0) return {
		ok: false,
		flaws: document.errors.map((error) => ({
			message: `${file} is not valid ${json ? "JSON" : "YAML"}: ${error.message.split("\n")[0]}`,
			place: at(error.pos[0])
		}))
	};
	if (document.contents === null) return {
		ok: true,
		keys: []
	};
	if (!(0, import_dist.isMap)(document.contents)) return {
		ok: false,
		flaws: [{
			message: `${file} must be a map of input names to values`,
			place: {
				file,
				line: 1
			}
		}]
	};
	return {
		ok: true,
		keys: keysOf(document.contents, document, at)
	};
}
const keysOf = (map, document, at) => map.items.map(({ key, value }) => {
	const node = (0, import_dist.isAlias)(value) ? value.resolve(document) : value;
	return {
		key: (0, import_dist.isScalar)(key) ? String(key.value) : String(key),
		place: at((0, import_dist.isScalar)(key) ? key.range?.[0] ?? 0 : 0),
		value: () => plain(node, document),
		written: () => writtenOf(node, document),
		keys: () => (0, import_dist.isMap)(node) ? keysOf(node, document, at) : void 0
	};
});
function writtenOf(node, document) {
	if ((0, import_dist.isScalar)(node)) return asWritten(node);
	if (!(0, import_dist.isMap)(node)) return plain(node, document);
	return Object.fromEntries(node.items.map(({ key, value }) => [(0, import_dist.isScalar)(key) ? asWritten(key) : String(key), (0, import_dist.isScalar)(value) ? asWritten(value) : value]));
}
function plain(node, document) {
	const value = node?.toJS(document);
	try {
		JSON.stringify(value);
	} catch {
		throw new Error("it holds itself");
	}
	return value;
}
const asWritten = ({ value, source }) => typeof value === "string" || value === null ? value : source ?? String(value);
const withoutComments = (text) => text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) => found.startsWith("\"") ? found : found.replace(/[^\n]/g, " "));
// src/plan/request.ts
const verbs = [
	"promote",
	"rollback",
	"status",
	"delete"
];
const modes = [
	"deploy",
	"plan",
	"check",
	...verbs,
	"sweep"
];
// src/plan/inputs.ts
const input = (kind, description, more = {}) => ({
	kind,
	description,
	...more
});
const probe$1 = record({
	"initial-delay": duration(),
	period: duration(),
	timeout: duration(),
	"failure-threshold": number({
		min: 1,
		integer: true
	}),
	"success-threshold": number({
		min: 1,
		integer: true
	})
});
const instances = number({
	min: 1,
	max: 50,
	integer: true
});
const serviceName = /^(?=.{3,32}$)[a-zA-Z](?:-?[a-zA-Z0-9])*$/;
const serviceNameRule = "3 to 32 letters, digits and single dashes, beginning with a letter and ending with a letter or digit";
const assetName = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$/;
const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const repository = text$1({
	pattern: /^[\w-]+\/[\w.-]+$/,
	rule: "a repository such as 'owner/name'"
});
const guidRule = "an id such as 00000000-1111-2222-3333-444444444444";
const inputs = {
	"model-path": input(text$1(), "The trained model: a file or a folder, or `azureml:name:version` of a registered one.", { required: true }),
	framework: input(choice(frameworks, {
		sklearn: "scikit-learn",
		"scikit learn": "scikit-learn",
		xgb: "xgboost",
		lgbm: "lightgbm",
		"tensor flow": "tensorflow",
		tf: "tensorflow",
		tfkeras: "keras",
		torch: "pytorch",
		"hugging face": "transformers"
	}), "What trained it. Only needed where the model file does not say; a contradiction is an error."),
	"framework-version": input(text$1({
		pattern: /^\d+(\.\d+){0,3}([.-]?(a|b|rc|post|dev)\d*)?$/i,
		rule: "an exact version such as '1.5.2'"
	}), "The framework's exact version, such as `1.5.2`: a saved model needs the version that saved it. Only needed where the model file does not say."),
	"service-name": input(text$1({
		pattern: serviceName,
		rule: serviceNameRule
	}), `The online endpoint, created when absent: ${serviceNameRule}. Unique in its Azure region.`, { required: true }),
	cpu: input(orAuto(number({
		min: .01,
		max: 416
	})), "vCPUs that one instance of the service needs; `auto` for what the preflight finds.", { default: "1" }),
	memory: input(orAuto(memory), "Memory in GB that one instance of the service needs; `auto` for what the preflight finds, with headroom.", { default: "2" }),
	"subscription-id": input(text$1({
		pattern: guid,
		rule: guidRule
	}), "The Azure subscription."),
	"resource-group": input(text$1({
		pattern: /^[-\w.()]{1,90}$/,
		rule: "1 to 90 letters, digits, '-', '_', '.' or parentheses"
	}), "The resource group of the workspace."),
	workspace: input(text$1({
		pattern: /^[a-zA-Z0-9][\w-]{1,32}$/,
		rule: "2 to 33 letters, digits, '-' or '_'"
	}), "The Azure Machine Learning workspace."),
	"workspace-config": input(text$1(), "The `config.json` that the Azure ML studio offers for download; names subscription, resource group and workspace.", { default: "./config.json or ./.azureml/config.json, if there" }),
	"client-id": input(text$1({
		pattern: guid,
		rule: guidRule
	}), "The application that signs in. With `tenant-id` alone: by GitHub OIDC, without any secret."),
	"tenant-id": input(text$1(), "The Microsoft Entra tenant of that application."),
	"client-secret": input(text$1(), "A client secret, where OIDC cannot be used.", { secret: true }),
	credentials: input(text$1(), "The JSON of `az ad sp create-for-rbac --json-auth`.", { secret: true }),
	cloud: input(choice([
		"public",
		"usgov",
		"china"
	], {
		azurecloud: "public",
		azureusgovernment: "usgov",
		azurechinacloud: "china"
	}), "The Azure cloud: `public`, `usgov` or `china`.", { default: "public" }),
	"entry-script": input(text$1(), "Your own scoring script with `init()` and `run()`. Leave it out and one is written for the framework."),
	"source-directory": input(text$1(), "The folder that is deployed with the entry script.", { default: "the entry script's folder" }),
	"conda-file": input(text$1(), "A conda file with what the entry script needs."),
	environment: input(text$1(), "An environment instead: registered (`name:version`), an `azureml:` or registry id, or an image. With `conda-file`, the image that the file is installed on."),
	"environment-variables": input(textMap, "Environment variables of the scoring container, as a YAML map."),
	"mlflow-no-code": input(trueOrFalse, "Whether an MLflow model is served by Azure's own script, in an environment of the model's conda.yaml, instead of the script and environment that this action writes.", { default: "false" }),
	"instance-type": input(text$1({
		pattern: /^standard_\w+$/i,
		rule: "a VM size such as 'Standard_D2as_v4'"
	}), "A VM size, instead of the one chosen for `cpu` and `memory`."),
	"instance-count": input(instances, "Instances of the deployment, 1 to 50.", { default: "1; the `min` of 'autoscale'" }),
	autoscale: input(record({
		min: instances,
		max: instances,
		"target-utilization": number({
			min: 10,
			max: 95
		})
	}), "Lets Azure Monitor move the number of instances between `min` and `max`: one more when their average CPU is above `target-utilization` percent for five minutes, one fewer when that leaves room.", { default: "none; a `min` of 1 and a `target-utilization` of 70" }),
	"auth-mode": input(choice([
		"key",
		"aml_token",
		"aad_token"
	], {
		"entra token": "aad_token",
		entra: "aad_token",
		aad: "aad_token",
		aml: "aml_token"
	}), "How callers of the endpoint authenticate: `key`, `aml_token` or `aad_token` (Microsoft Entra).", { default: "key; an existing endpoint's own" }),
	"request-timeout": input(duration({ maxMs: 18e4 }), "Longest time one scoring request may take, in seconds (at most 180).", { default: "60; 180 for PyTorch and Hugging Face" }),
	"max-concurrent-requests": input(number({
		min: 1,
		max: 1e3,
		integer: true
	}), "Requests that one instance works on at once.", { default: "1" }),
	"liveness-probe": input(probe$1, "Liveness probe: `initial-delay`, `period`, `timeout` (seconds), `failure-threshold`, `success-threshold`.", { default: "10 s, 10 s, 2 s, 30 or more for a large or slow model, 1" }),
	"readiness-probe": input(probe$1, "Readiness probe, likewise.", { default: "the same" }),
	mode: input(choice(modes), "What to do: `deploy`; `plan`: say what a deployment would change, and change nothing; `check`: only what can be known without Azure and without its credentials, for pull requests; with a service that is there, `promote`, `rollback`, `status` or `delete`; or `sweep`: delete every service of this repository whose `time-to-live` has passed.", { default: "deploy" }),
	"plan-file": input(text$1(), "The file that `mode: plan` writes, for people and for `approved-plan`.", { default: "./azureml-deploy.plan.json" }),
	"approved-plan": input(text$1(), "What was approved: a file that `mode: plan` wrote, or the digest in it. Anything else is not deployed."),
	"model-scan": input(choice([
		"error",
		"warn",
		"off"
	]), "What to do about a model whose files would run dangerous code when they are loaded: `error`, `warn` or `off`.", { default: "error" }),
	"verify-attestation": input(orMap(orSwitch(repository), record({
		repository,
		"signer-workflow": text$1({
			pattern: /^[\w-]+\/[\w.-]+\/\.github\/workflows\/[^@\s]+\.ya?ml(@\S+)?$/,
			rule: "a workflow such as 'owner/name/.github/workflows/train.yml', with '@refs/heads/main' behind it where only that ref may sign"
		}),
		"predicate-type": text$1(),
		bundle: text$1(),
		"trusted-root": text$1()
	})), "Deploys the model only if a build attestation of it (`actions/attest`) can be verified: `true` for one by a workflow of this repository, `owner/name` for one of another, or a map with `repository`, `signer-workflow`, `predicate-type`, `bundle` (the attestation as a file) and `trusted-root` (of a private Sigstore). Needs `github-token`, unless there is a `bundle`.", { default: "false" }),
	preflight: input(choice([
		"auto",
		"on",
		"off"
	], {
		true: "on",
		false: "off"
	}), "Whether the service is run on the runner first, with the same packages, server and requests: `auto` where the runner can, `on` (an error where it cannot) or `off`.", { default: "auto" }),
	"model-name": input(text$1({
		pattern: assetName,
		rule: "letters, digits, '-' and '_'"
	}), "The name to register the model under.", { default: "the service name" }),
	"deployment-name": input(text$1({
		pattern: serviceName,
		rule: serviceNameRule
	}), "The name of the deployment.", { default: "`d-` and the digest of its content" }),
	description: input(text$1(), "A description of the model version."),
	tags: input(textMap, "More tags for the model version, as a YAML map."),
	"smoke-request": input(anything, "What the new deployment must answer before it gets traffic: JSON, a file, or a list of either. `none` to go without.", { default: "`sample-request.json` beside the model, else invented from what the model file says" }),
	"smoke-expect": input(anything, "The expected answer: JSON or a file (a list of them for several requests), or a map with `status`, `body`, `tolerance`."),
	"smoke-count": input(number({
		min: 1,
		max: 1e3,
		integer: true
	}), "How often each smoke request is sent.", { default: "3" }),
	"smoke-max-latency-ms": input(number({ min: 1 }), "Largest 95th percentile of the smoke latency, in milliseconds."),
	strategy: input(choice(strategies, {
		bluegreen: "all-at-once",
		mirror: "shadow",
		rolling: "in-place"
	}), "How traffic moves to the new deployment: `all-at-once`, `canary` (one small step, then all), `linear` (several steps), `shadow` (a copy of some traffic first, then all), `in-place` (no second deployment: the one that serves is updated, without a smoke test before), or `manual` (not at all: it is left at 0 %, tested).", { default: "all-at-once" }),
	"traffic-steps": input(wholeNumbers({
		min: 1,
		max: 100
	}), "The new deployment's share of the traffic after each step of `canary`, `linear` or `shadow`, in percent, such as `[10, 50, 100]`.", { default: "[10, 100] for canary, [10, 25, 50, 100] for linear, [100] for shadow" }),
	"mirror-share": input(number({
		min: 1,
		max: 50,
		integer: true
	}), "Percent of the traffic that `shadow` copies to the new deployment, 1 to 50. Callers get the old one's answers.", { default: "10" }),
	"bake-time": input(duration({ orNone: true }), "How long the new deployment is watched after each step, before the next: seconds, or with a unit such as `5m`. What goes wrong meanwhile takes it back.", { default: "5m for canary, linear and shadow, else 0" }),
	"max-error-rate": input(number({
		min: 0,
		max: 100
	}), "Percent of the requests that may end in an error while the new deployment is watched: of its own requests and, by the metrics of Azure Monitor, of live traffic, unless the previous deployment errs as much.", { default: "1" }),
	"max-latency-increase": input(number({ min: 0 }), "Percent by which live answers may take longer than the previous deployment's 95th percentile. Less than 100 ms more is never too much.", { default: "100" }),
	"max-memory": input(number({
		min: 1,
		max: 100
	}), "Percent of an instance's memory that the new deployment may use while it is watched, unless the previous one uses as much.", { default: "90" }),
	"rollback-alerts": input(texts("[errors, latency]"), "Alert rules of Azure Monitor, by name in the workspace's resource group or by id. An alert that one of them fires while the new deployment is watched takes it back."),
	"on-busy": input(choice(["wait", "fail"]), "What to do when another run is rolling out to the endpoint: `wait` for it, or `fail`.", { default: "wait" }),
	"keep-previous": input(countOrSwitch(18), "Previous deployments to keep at 0 % traffic (`true` keeps one).", { default: "0" }),
	"on-failure": input(choice(["delete", "keep"]), "What becomes of a new deployment that failed: `delete` or `keep`.", { default: "delete" }),
	"timeout-minutes": input(number({
		min: .05,
		max: 360
	}), "The deadline for the whole deployment, in minutes.", { default: "60" }),
	"time-to-live": input(duration(), "How long the service is wanted, such as `3d`, for a preview: from then on `mode: sweep` deletes it. Every deployment begins it anew, and one without ends it.", { default: "for good" }),
	revision: input(text$1(), "Any text. A new value deploys unchanged content again, to pick up a patched base image."),
	"github-token": input(text$1(), "What the run shows itself in GitHub with, normally `github.token`: a GitHub Deployment, a comment on the pull request. What its permissions do not allow is left out, with a warning. `verify-attestation` reads attestations with it.", { secret: true }),
	"github-environment": input(text$1({
		pattern: /^[^\r\n]{1,255}$/,
		rule: "one line of at most 255 characters"
	}), "The environment that the GitHub Deployment is recorded under. A job with an `environment:` has one of its own, and gets no second.", { default: "the service name" }),
	"pull-request-comment": input(trueOrFalse, "Whether a run for a pull request says there what it found, in one comment that is rewritten.", { default: "true" }),
	"config-file": input(textOrTexts("[endpoint.yml, deployment.yml]"), "A YAML file with any of these inputs; an input of the workflow wins over the file. Files of `az ml` (an online endpoint, an online deployment) and of aml-deploy (`deploy.json`) are read, too; of a YAML list, all.", { default: "./azureml-deploy.yml, if there" })
};
const inputNames = Object.keys(inputs);
// src/plan/config.ts
function valueFor(name, key) {
	const kind = inputs[name].kind.name;
	return kind === "text" || kind === "map of text" ? key.written() : key.value();
}
const isInput = (key) => inputNames.includes(key);
function readKeys(keys) {
	const entries = [];
	const problems = [];
	for (const key of keys) {
		const { key: name, place } = key;
		if (name === "$schema") continue;
		if (!isInput(name) || name === "config-file") problems.push({
			message: `'${name}' is not an input of this action.${didYouMean(name, inputNames)}`,
			place
		});
		else if ("secret" in inputs[name]) problems.push({
			message: `'${name}' is a secret and must not stand in a committed file; pass it in the workflow from secrets.*`,
			place
		});
		else try {
			entries.push({
				name,
				value: valueFor(name, key),
				place
			});
		} catch (error) {
			problems.push({
				message: `'${name}' cannot be read: ${reasonOf(error)}`,
				place
			});
		}
	}
	return {
		entries,
		problems
	};
}
// src/plan/foreign/dialect.ts
const same = { kind: "same" };
const refusal = (because, unless = []) => ({
	kind: "refused",
	because,
	unless
});
const wrong = (expected, unless = []) => ({
	kind: "wrong",
	expected,
	unless
});
const asInput = (name, value) => ({
	kind: "input",
	name,
	value
});
const lost = (because) => ({
	kind: "left-out",
	because,
	warn: true
});
const becomes = (name, options = {}) => ({
	inputs: [name],
	says: options.says ?? "",
	read: (value, context) => [asInput(name, options.as ? options.as(value, context) : valueFor(name, context.key))]
});
const becomesPart = (name, part) => ({
	inputs: [name],
	says: `Its '${part}'.`,
	read: (value) => [asInput(name, { [part]: value })]
});
const milliseconds = (value) => typeof value !== "number" ? value : value % 1e3 === 0 ? value / 1e3 : `${value}ms`;
const group = (says = "") => ({
	inputs: [],
	says,
	read: () => [wrong("expected a map")]
});
const leftOut = (because) => ({
	inputs: [],
	says: `Left out: ${because}.`,
	read: () => [{
		kind: "left-out",
		because,
		warn: false
	}]
});
const missed = (because) => ({
	inputs: [],
	says: `Left out, with a warning: ${because}.`,
	read: () => [lost(because)]
});
const missedUnlessOff = (because) => ({
	inputs: [],
	says: `Left out, with a warning: ${because}.`,
	read: (value) => [isOff(value) ? same : lost(because)]
});
const shown = {
	inputs: [],
	says: "Shown by the tool, and not read by it.",
	shown: true,
	read: () => [same]
};
const refusedUnless = ([name]) => name === void 0 ? "Refused" : `Refused, unless '${name}' is given`;
const refusedUnlessOff = (because, unless = []) => ({
	inputs: [],
	says: `${refusedUnless(unless)}: ${because}.`,
	read: (value) => [isOff(value) ? same : refusal(because, unless)]
});
const only = (allowed, because, unless = []) => ({
	inputs: [],
	says: `'${allowed}' is what this action does. Anything else is ${refusedUnless(unless).toLowerCase()}: ${because}.`,
	read: (value) => [isWord(value, String(allowed)) ? same : refusal(because, unless)]
});
const reads = (inputs, says, read) => ({
	inputs,
	says,
	read: (value, context) => read(value, context).filter((fate) => fate !== void 0)
});
const isWord = (value, word) => fold(value) === fold(word);
const fold = (value) => String(value).toLowerCase().replace(/[\s_-]+/g, "");
const isOff = (value) => value === "" || value === 0 || isWord(value, "false") || Array.isArray(value) && value.length === 0 || isObject(value) && Object.keys(value).length === 0;
const isOn = (value) => isWord(value, "true");
function joined(folder, path) {
	const forward = path.replaceAll("\\", "/");
	const steps = [];
	for (const step of (forward.startsWith("/") ? forward : `${folder}/${forward}`).split("/")) if (step === ".." && steps.length > 0 && steps.at(-1) !== "..") steps.pop();
	else if (step !== "." && step !== "") steps.push(step);
	return `${forward.startsWith("/") ? "/" : ""}${steps.join("/")}` || ".";
}
const imageWithRegistry = (image) => image.includes("/") ? image : `docker.io/library/${image}`;
const isElsewhere = (text) => /^(azureml:|\w+:\/\/)/i.test(text);
// src/plan/foreign/amlCompanions.ts
const noDatasets = "a model version is not tied to data sets";
const sampleInstead = "a sample is no data set any more: put a 'sample-request.json' beside the model, or give 'smoke-request'";
const ownGate = "this action does not compare metrics, and a worse model would be deployed. Compare them in a step before, and remove the line; a 'model-path' that names a registered model needs none";
const metrics = reads([], "Refused, unless the list is empty, 'force_registration' is true or 'model-path' is given: this action does not compare metrics.", (value, { get }) => [isOff(value) || isOn(get("force_registration")) ? same : refusal(ownGate, ["model-path"])]);
const amlRegisterModel = {
	name: "aml-registermodel",
	title: "a registermodel.json of aml-registermodel",
	rows: {
		model_name: becomes("model-name"),
		model_file_name: reads(["model-path"], "From the root of the checkout. aml-registermodel took any file of that name; here it must be where it says, unless 'model-path' is given.", readFileName),
		model_framework: reads(["framework"], "'scikitlearn', 'onnx', 'tensorflow' and 'keras' as they are. Of 'custom', the files say what they are.", (value) => [isWord(value, "custom") ? same : asInput("framework", value)]),
		model_framework_version: becomes("framework-version"),
		model_tags: becomes("tags"),
		model_properties: leftOut("only tags are set"),
		model_description: becomes("description"),
		datasets: leftOut(noDatasets),
		sample_input_dataset: leftOut(sampleInstead),
		sample_output_dataset: leftOut(sampleInstead),
		pipeline_child_run_name: leftOut("a model is taken from the checkout, not from a run"),
		cpu_cores: becomes("cpu", { says: "What 'deploy.json' says wins." }),
		memory_gb: becomes("memory", { says: "What 'deploy.json' says wins." }),
		metrics_max: metrics,
		metrics_min: metrics,
		force_registration: leftOut("a model is registered whenever its content is new"),
		cpu: becomes("cpu", { says: "An older name." }),
		memory: becomes("memory", { says: "An older name." })
	}
};
function readFileName(value, { files }) {
	const path = joined("", String(value));
	if (path.includes("/") || files.kind(path) !== void 0) return [asInput("model-path", path)];
	return [refusal(`aml-registermodel took any file of that name, and there is no '${path}' at the root of the checkout. Give its path as 'model-path'; a model of a training run must be downloaded first, or named 'azureml:<name>:<version>' once it is registered`, ["model-path"])];
}
const forCreation = "workspaces are not created here, and this one keeps what it has";
const amlWorkspace = {
	name: "aml-workspace",
	title: "a workspace.json of aml-workspace",
	rows: {
		name: becomes("workspace"),
		resource_group: becomes("resource-group"),
		create_workspace: leftOut("workspaces are not created here. One that is not there is an error that says so"),
		create_resource_group: leftOut(forCreation),
		friendly_name: leftOut(forCreation),
		location: leftOut(forCreation),
		sku: leftOut(forCreation),
		storage_account: leftOut(forCreation),
		key_vault: leftOut(forCreation),
		app_insights: leftOut(forCreation),
		container_registry: leftOut(forCreation),
		cmk_key_vault: leftOut(forCreation),
		resource_cmk_uri: leftOut(forCreation),
		hbi_workspace: leftOut(forCreation)
	}
};
// src/plan/foreign/amlDeploy.ts
const usual = {
	folder: "code/deploy/",
	script: "score.py",
	conda: "environment.yml"
};
const text = (value, otherwise) => value === void 0 || value === null ? otherwise : String(value);
const onKubernetes = ({ get }) => !isOff(get("deployment_compute_target") ?? "");
const forKubernetes = (row) => ({
	inputs: row.inputs,
	says: `With 'deployment_compute_target' only. ${row.says}`.trim(),
	read: (value, context) => onKubernetes(context) ? row.read(value, context) : [{
		kind: "left-out",
		because: onlyKubernetes,
		warn: false
	}]
});
const onlyKubernetes = "aml-deploy read it only with 'deployment_compute_target', and none is given";
const forAutoscaler = (part) => forKubernetes(reads(["autoscale"], `Its '${part}', while 'autoscale_enabled' is 'true'.`, (value, { get }) => [isOn(get("autoscale_enabled")) ? asInput("autoscale", { [part]: value }) : same]));
const folderOf$1 = ({ get }) => text(get("inference_source_directory"), usual.folder);
function condaFileOf({ files, get }, path) {
	const below = joined(folderOf$1({ get }), path);
	return files.kind(below) === "file" ? below : joined("", path);
}
const ownAddress = "the address of a managed endpoint is Azure's: 'https://<service-name>.<region>.inference.ml.azure.com/score'. A name of your own needs a gateway before it";
const testInstead = "the web service object that it tested is gone with API v1, and a test that is not run must not look as if it had passed. Say what the service must answer as 'smoke-request' and 'smoke-expect': it is asked before it gets traffic";
const gpuInstead = "Name a VM size with a GPU as 'instance-type', and with a script of your own an image with CUDA as 'environment'";
const noExtraSteps = "images are not built here. Build one with these steps in a step before, push it to a registry, and name it as 'environment'";
const noCollection$1 = "this action switches no data collection on, and what is collected today would no longer be";
const noPackage = "no image is made for use elsewhere. 'mode: check' does without Azure, 'mode: plan' without a deployment";
const amlDeploy = {
	name: "aml-deploy",
	title: "a deploy.json of aml-deploy",
	rows: {
		name: becomes("service-name"),
		deployment_compute_target: missedUnlessOff("API v1 deployed to Kubernetes clusters, and Azure has ended that. The service becomes a managed online endpoint, with machines of its own"),
		inference_source_directory: becomes("source-directory", {
			says: "Where it is not given: 'code/deploy/', if the script is there.",
			as: (value) => joined("", String(value))
		}),
		inference_entry_script: reads(["entry-script", "source-directory"], "Below the source folder. Where it is not given: 'score.py', if it is there; if not, a script is written for the model.", (value, { get }) => [asInput("entry-script", String(value)), get("inference_source_directory") === void 0 ? asInput("source-directory", joined("", usual.folder)) : void 0]),
		conda_file: becomes("conda-file", {
			says: "Below the source folder, or from the root of the checkout. Where it is not given: 'environment.yml', if it is there.",
			as: (value, context) => condaFileOf(context, String(value))
		}),
		runtime: only("python", "Spark services are gone with API v1"),
		custom_base_image: becomes("environment", {
			says: "The image that 'conda_file' is installed on.",
			as: (value) => imageWithRegistry(String(value))
		}),
		extra_docker_file_steps: refusedUnlessOff(noExtraSteps, ["environment"]),
		enable_gpu: refusedUnlessOff(`the size decides whether there is a GPU. ${gpuInstead}`, ["instance-type"]),
		cuda_version: reads([], "Refused with 'enable_gpu', unless 'environment' is given: the image brings CUDA.", (_, { get }) => [isOn(get("enable_gpu")) ? refusal(`the image brings CUDA. ${gpuInstead}`, ["environment"]) : same]),
		gpu_cores: forKubernetes(refusedUnlessOff(`the size decides whether there is a GPU. ${gpuInstead}`, ["instance-type"])),
		cpu_cores: becomes("cpu"),
		memory_gb: becomes("memory"),
		profiling_enabled: missedUnlessOff("Azure profiles no models any more. 'cpu: auto' and 'memory: auto' take the size from what a run on the runner measured"),
		profiling_dataset: leftOut("Azure profiles no models any more"),
		authentication_enabled: reads(["auth-mode"], "'true' becomes 'auth-mode: key'. 'false' is refused, unless 'auth-mode' is given: a managed endpoint always asks its callers who they are.", readAuthentication),
		token_auth_enabled: forKubernetes(reads(["auth-mode"], "'true' becomes 'auth-mode: aml_token'.", (value, { get }) => [!isOn(value) ? same : isOn(get("authentication_enabled")) ? refusal("a service takes keys or tokens, not both, and 'authentication_enabled' is true, too. Say which as 'auth-mode': key or aml_token", ["auth-mode"]) : asInput("auth-mode", "aml_token")])),
		test_enabled: refusedUnlessOff(testInstead, ["smoke-request"]),
		test_file_path: leftOut("see 'test_enabled'"),
		test_file_function_name: leftOut("see 'test_enabled'"),
		delete_service_after_deployment: refusedUnlessOff("a service that is to go again is deleted by a later step with 'mode: delete' and 'if: always()', or by 'mode: sweep' once its 'time-to-live' has passed", ["time-to-live"]),
		skip_deployment: refusedUnlessOff(noPackage, ["mode"]),
		create_image: refusedUnlessOff(noPackage),
		model_data_collection_enabled: refusedUnlessOff(noCollection$1),
		app_insights_enabled: missedUnlessOff("Application Insights is not switched on. The container's log is in the job when a deployment fails, and Azure Monitor's metrics are watched"),
		tags: missed("the service's tags are what this action knows its own by. 'tags' are those of the model version"),
		properties: leftOut("Azure sets them"),
		description: leftOut("the service's description is not set. 'description' is that of the model version"),
		location: missed("a managed endpoint is in its workspace's region"),
		ssl_enabled: reads([], "A managed endpoint answers by HTTPS, always.", (value) => [isWord(value, "false") ? lost("a managed endpoint answers by HTTPS, always: callers need the new address") : same]),
		ssl_cert_pem_file: missed(ownAddress),
		ssl_key_pem_file: missed(ownAddress),
		ssl_cname: missed(ownAddress),
		dns_name_label: missed(ownAddress),
		autoscale_enabled: forKubernetes(reads(["autoscale"], "'true' becomes 'autoscale', by the CPU of the instances, from 1 to 10 where nothing else is said.", (value, { get }) => [isOn(value) ? asInput("autoscale", {
			...get("autoscale_min_replicas") === void 0 ? { min: 1 } : {},
			...get("autoscale_max_replicas") === void 0 ? { max: 10 } : {}
		}) : same])),
		autoscale_min_replicas: forAutoscaler("min"),
		autoscale_max_replicas: forAutoscaler("max"),
		autoscale_target_utilization: forAutoscaler("target-utilization"),
		autoscale_refresh_seconds: leftOut("Azure Monitor looks every minute"),
		num_replicas: forKubernetes(reads(["instance-count"], "Not while 'autoscale_enabled' is 'true', which moves it.", (value, { get }) => [isOn(get("autoscale_enabled")) ? same : asInput("instance-count", value)])),
		scoring_timeout_ms: forKubernetes(becomes("request-timeout", { as: milliseconds })),
		replica_max_concurrent_requests: forKubernetes(becomes("max-concurrent-requests")),
		max_request_wait_time: leftOut("Azure counts the queue in 'request-timeout'"),
		initial_delay_seconds: forKubernetes(becomesPart("liveness-probe", "initial-delay")),
		period_seconds: forKubernetes(becomesPart("liveness-probe", "period")),
		timeout_seconds: forKubernetes(becomesPart("liveness-probe", "timeout")),
		success_threshold: forKubernetes(becomesPart("liveness-probe", "success-threshold")),
		failure_threshold: forKubernetes(becomesPart("liveness-probe", "failure-threshold")),
		namespace: leftOut("there is no cluster")
	},
	defaults(context) {
		const { files, get } = context;
		const named = get("inference_entry_script") !== void 0;
		const found = files.kind(joined(folderOf$1(context), usual.script)) === "file";
		if (!named && !found) return [];
		const conda = condaFileOf(context, usual.conda);
		return [
			...named ? [] : [asInput("entry-script", usual.script)],
			...named || get("inference_source_directory") !== void 0 ? [] : [asInput("source-directory", joined("", usual.folder))],
			...get("conda_file") === void 0 && files.kind(conda) === "file" ? [asInput("conda-file", conda)] : []
		];
	}
};
function readAuthentication(value, context) {
	if (isOn(value)) return [onKubernetes(context) && isOn(context.get("token_auth_enabled")) ? same : asInput("auth-mode", "key")];
	return [onKubernetes(context) && isOn(context.get("token_auth_enabled")) ? same : refusal("a managed endpoint always asks its callers who they are: callers of today would be turned away. Say how they shall sign in as 'auth-mode': key, aml_token or aad_token", ["auth-mode"])];
}
// src/plan/foreign/azEndpoint.ts
const createFirst = "This action keeps what an endpoint has: create it once with 'az ml online-endpoint create', and leave this file out of 'config-file'";
const noKubernetes = "this action deploys to managed online endpoints, not to Kubernetes clusters";
const ownSchema = reads([], "Says what the file is.", (value) => [/kubernetes/i.test(String(value)) ? refusal(noKubernetes) : same]);
const azEndpoint = {
	name: "az-ml-endpoint",
	title: "an online endpoint of az ml",
	rows: {
		$schema: ownSchema,
		name: becomes("service-name"),
		auth_mode: becomes("auth-mode"),
		description: leftOut("the endpoint's description is not set"),
		tags: missed("an endpoint's tags are what this action knows its own services by. 'tags' are those of the model version"),
		properties: leftOut("Azure sets them"),
		traffic: reads(["strategy"], "This action moves the traffic itself, once the new deployment has answered, and leaves all of it there. 0 for the deployment of the other file becomes 'strategy: manual'. A split that stays is refused, unless 'strategy' says how to get to all of it.", readTraffic),
		mirror_traffic: reads(["strategy"], "Refused, unless 'strategy' is given: 'strategy: shadow' copies 'mirror-share' percent while the new deployment is watched, and then moves the traffic.", readMirror),
		public_network_access: only("enabled", `the endpoint would be created open to the internet. ${createFirst}`),
		identity: group(),
		"identity.type": reads([], `'system_assigned' is what this action creates. Anything else is refused. ${createFirst}.`, (value) => [isWord(value, "system_assigned") ? same : refusal(`the endpoint would be created with an identity of its own. ${createFirst}`)]),
		"identity.user_assigned_identities": reads([], "See 'identity.type'.", () => [same]),
		"identity.principal_id": shown,
		"identity.tenant_id": shown,
		compute: refusedUnlessOff(noKubernetes),
		id: shown,
		kind: shown,
		location: leftOut("an endpoint is in its workspace's region"),
		provisioning_state: shown,
		scoring_uri: shown,
		openapi_uri: shown
	}
};
const sharesOf = (value) => Object.entries(isObject(value) ? value : {}).map(([name, share]) => [name.toLowerCase(), Number(share)]).filter(([, share]) => share !== 0);
const deploymentOf = ({ of }) => {
	const name = of("az-ml-deployment", "name");
	return name === void 0 ? void 0 : String(name).toLowerCase();
};
function readTraffic(value, context) {
	if (!isObject(value)) return [wrong("expected a map of deployments and their percentages")];
	const shares = sharesOf(value);
	const name = deploymentOf(context);
	const [only, ...more] = shares;
	if (only === void 0) return [same];
	const own = name === void 0 ? void 0 : shares.find(([to]) => to === name)?.[1] ?? 0;
	if (more.length === 0 && only[1] === 100 && (own === void 0 || own === 100)) return [same];
	if (own === 0) return [asInput("strategy", "manual")];
	const split = shares.map(([to, share]) => `${to} ${share} %`).join(", ");
	const steps = own === void 0 || own === 100 ? "[10, 100]" : `[${own}, 100]`;
	return [refusal(`a split that stays (${split}) is none of its rollouts, which end with all of the traffic at the new deployment. Say how it is to get there: 'strategy: canary' with 'traffic-steps: ${steps}', or 'strategy: manual' to leave it at 0 %`, ["strategy"])];
}
function readMirror(value) {
	const [mirror] = sharesOf(value);
	if (mirror === void 0) return [same];
	const [name, share] = mirror;
	return [refusal(`copies to '${name}' that go on are none of its rollouts. Say 'strategy: shadow' with 'mirror-share: ${share}' to copy that much for the 'bake-time', and then to move the traffic`, ["strategy"])];
}
// src/plan/foreign/azDeployment.ts
const ownVersion = "versions are given by Azure, a new one for new content";
const probe = (input) => Object.fromEntries([
	"initial_delay",
	"period",
	"timeout",
	"failure_threshold",
	"success_threshold"
].map((key) => [`${input.replace("-", "_")}.${key}`, becomesPart(input, key.replace("_", "-"))]));
function route(name, path) {
	const above = `environment.inference_config.${name}`;
	const as = (wanted) => reads([], "See 'environment.inference_config'.", (value) => [String(value) === wanted ? same : refusal(ownServer, ["environment"])]);
	return {
		[above]: group(),
		[`${above}.port`]: as("5001"),
		[`${above}.path`]: as(path)
	};
}
const noCollection = "this action switches no data collection on, and what is collected today would no longer be";
const collects = (value) => isObject(value) && Object.values(isObject(value["collections"]) ? value["collections"] : {}).some((collection) => isObject(collection) && isOn(collection["enabled"]));
const here = ({ folder }, path) => joined(folder, String(path).replace(/^file:(?!\/\/)/, ""));
const tagsOfAction = "a deployment's tags are what this action knows its own deployments by. 'tags' are those of the model version";
const noBuild = "images are not built from a Dockerfile here. Build it in a step before, push it to a registry, and name it as 'environment'";
const ownServer = "a container with a server of its own cannot be deployed here, only Azure's own inference server with a scoring script, and its Triton";
const noEgress = "the deployment would reach the internet. The managed network of the workspace decides that for all of its deployments";
const azDeployment = {
	name: "az-ml-deployment",
	title: "an online deployment of az ml",
	rows: {
		$schema: ownSchema,
		name: leftOut("a deployment is named by its content ('d-…'), so that a new one is tested beside the one that serves. 'deployment-name' names it, for callers who ask for it by name"),
		endpoint_name: becomes("service-name"),
		description: leftOut("a deployment's description is not set. 'description' is that of the model version"),
		tags: missed(tagsOfAction),
		properties: leftOut("Azure sets them"),
		type: only("managed", noKubernetes),
		model: {
			inputs: ["model-path"],
			says: "'azureml:name:version' and 'azureml:name@latest' as they are. A model of a registry, or by its ARM id, is refused, unless 'model-path' is given.",
			read: readModelName
		},
		"model.path": reads(["model-path"], "Relative to the file. What is not in the checkout is refused, unless 'model-path' is given.", readModelPath),
		"model.name": becomes("model-name"),
		"model.version": leftOut(ownVersion),
		"model.type": reads(["framework", "mlflow-no-code"], "'mlflow_model' becomes 'framework: mlflow' and, without 'code_configuration', 'mlflow-no-code: true', which is what az ml does; 'triton_model' becomes 'framework: triton'. Of any other, the files say what they are.", readModelType),
		"model.description": becomes("description"),
		"model.tags": becomes("tags"),
		"model.properties": leftOut("only tags are set"),
		"model.stage": leftOut("models have no stage"),
		"model.flavors": shown,
		"model.datastore": reads([], "'workspaceblobstore', the default datastore, is where models go.", (value) => [isWord(String(value).replace(/^azureml:/, ""), "workspaceblobstore") ? same : lost("models are uploaded to the workspace's default datastore")]),
		"model.default_deployment_template": leftOut("templates are not used"),
		"model.allowed_deployment_templates": leftOut("templates are not used"),
		"model.id": shown,
		"model.utc_time_created": shown,
		"model.creation_context": shown,
		"model.job_name": shown,
		"model.latest_version": shown,
		"model.intellectual_property": shown,
		"model.system_metadata": shown,
		"model.$schema": shown,
		model_mount_path: refusedUnlessOff("the model is mounted where Azure mounts it, and the environment variable 'AZUREML_MODEL_DIR' says where"),
		code_configuration: group(),
		"code_configuration.code": reads(["source-directory"], "Relative to the file. What is not in the checkout is refused, unless 'source-directory' is given.", (value, context) => [isElsewhere(String(value)) ? refusal("it is not in the checkout. Give the folder that is as 'source-directory'", ["source-directory"]) : asInput("source-directory", here(context, value))]),
		"code_configuration.scoring_script": becomes("entry-script", {
			says: "Relative to the code, or to the file where there is none.",
			as: (value, context) => context.get("code_configuration.code") === void 0 ? here(context, value) : String(value)
		}),
		environment: becomes("environment", { says: "'azureml:name:version', 'azureml:name@latest' and 'azureml://registries/…' as they are." }),
		"environment.image": becomes("environment", {
			says: "Without 'conda_file' it is complete; with one, the image that the file is installed on.",
			as: (value) => imageWithRegistry(String(value))
		}),
		"environment.conda_file": reads(["conda-file"], "Relative to the file. Packages that are listed in place are refused, unless 'conda-file' is given.", (value, context) => isObject(value) ? [refusal("the packages must stand in a file of their own: name it in 'conda_file', or as 'conda-file'", ["conda-file"])] : [asInput("conda-file", here(context, value))]),
		"environment.build": group(),
		"environment.build.path": refusedUnlessOff(noBuild, ["environment"]),
		"environment.build.dockerfile_path": reads([], "See 'environment.build.path'.", () => [same]),
		"environment.name": leftOut("an environment that is written in place is registered by its content, as 'deploy-action-serving'"),
		"environment.version": leftOut(ownVersion),
		"environment.description": leftOut("only the environment itself is registered"),
		"environment.tags": leftOut("only the environment itself is registered"),
		"environment.os_type": only("linux", "scoring containers are Linux"),
		"environment.inference_config": {
			inputs: [],
			says: `The routes of Azure's own inference server are what this action uses: '/score', and '/' for both probes, at port 5001. Others are refused, unless 'environment' is given: ${ownServer}.`,
			read: () => [wrong("expected a map", ["environment"])]
		},
		...route("liveness_route", "/"),
		...route("readiness_route", "/"),
		...route("scoring_route", "/score"),
		"environment.datastore": leftOut("only the environment itself is registered"),
		"environment.auto_delete_setting": leftOut("what is registered stays"),
		"environment.id": shown,
		"environment.creation_context": shown,
		"environment.latest_version": shown,
		"environment.intellectual_property": shown,
		"environment.$schema": shown,
		environment_variables: becomes("environment-variables"),
		instance_type: becomes("instance-type"),
		instance_count: becomes("instance-count"),
		resources: refusedUnlessOff(`${noKubernetes}. Say 'cpu' and 'memory', and a VM size is chosen`),
		request_settings: group(),
		"request_settings.request_timeout_ms": becomes("request-timeout", { as: milliseconds }),
		"request_settings.max_concurrent_requests_per_instance": becomes("max-concurrent-requests", { says: "Unless 'WORKER_COUNT' is set in 'environment_variables', the server gets as many workers." }),
		"request_settings.max_queue_wait_ms": leftOut("Azure counts the queue in 'request_timeout_ms' now"),
		liveness_probe: group(),
		...probe("liveness-probe"),
		readiness_probe: group(),
		...probe("readiness-probe"),
		scale_settings: group(),
		"scale_settings.type": reads(["autoscale"], "'default' is a fixed number of instances. 'target_utilization' becomes 'autoscale', by the CPU of the instances.", (value) => [isWord(value, "default") || isWord(value, "target_utilization") ? same : wrong("expected 'default' or 'target_utilization'")]),
		"scale_settings.min_instances": becomesPart("autoscale", "min"),
		"scale_settings.max_instances": becomesPart("autoscale", "max"),
		"scale_settings.target_utilization_percentage": becomesPart("autoscale", "target-utilization"),
		"scale_settings.polling_interval": leftOut("Azure Monitor looks every minute"),
		app_insights_enabled: missedUnlessOff("Application Insights is not switched on. The container's log is in the job when a deployment fails, and Azure Monitor's metrics are watched"),
		data_collector: reads([], `Refused where a collection is 'enabled': ${noCollection}.`, (value) => [collects(value) ? refusal(noCollection) : same]),
		egress_public_network_access: only("enabled", noEgress),
		private_network_connection: only(false, noEgress),
		provisioning_state: shown,
		creation_context: shown,
		id: shown
	}
};
const registered$1 = /^azureml:[a-zA-Z0-9][\w.-]*(:[\w.-]+|@latest)$/;
const armModel = /\/workspaces\/([^/]+)\/models\/([^/]+)\/versions\/([^/]+)$/i;
function readModelName(value) {
	const text = String(value);
	if (registered$1.test(text)) return [asInput("model-path", text)];
	const [, workspace, name, version] = armModel.exec(text) ?? [];
	if (workspace !== void 0) return [refusal(`a model is named within the workspace that is deployed to: if that is '${workspace}', say 'azureml:${name}:${version}'`, ["model-path"])];
	if (/^azureml:\/\/registries\//i.test(text)) return [refusal("models are deployed from the checkout or from the workspace. Download it in a step before ('az ml model download --registry-name …'), and give the folder as 'model-path'", ["model-path"])];
	return [wrong("expected 'azureml:name:version', 'azureml:name@latest' or a map with 'path'", ["model-path"])];
}
function readModelPath(value, context) {
	const text = String(value);
	if (!isElsewhere(text)) return [asInput("model-path", here(context, text))];
	return [refusal("it is not in the checkout. Download it in a step before (actions/download-artifact, or 'az ml job download'), and give its path as 'model-path'", ["model-path"])];
}
function readModelType(value, { get, gives }) {
	if (isWord(value, "custom_model")) return [same];
	if (isWord(value, "triton_model")) return [asInput("framework", "triton")];
	if (!isWord(value, "mlflow_model")) return [wrong("expected 'custom_model', 'mlflow_model' or 'triton_model'", ["framework"])];
	const code = get("code_configuration.scoring_script") !== void 0 || gives("entry-script");
	return [asInput("framework", "mlflow"), ...code ? [] : [asInput("mlflow-no-code", true)]];
}
// src/plan/foreign/dialects.ts
const dialects = {
	"az-ml-endpoint": azEndpoint,
	"az-ml-deployment": azDeployment,
	"aml-deploy": amlDeploy,
	"aml-registermodel": amlRegisterModel,
	"aml-workspace": amlWorkspace
};
const companions = { "aml-deploy": [{
	name: "workspace.json",
	dialect: "aml-workspace"
}, {
	name: "registermodel.json",
	dialect: "aml-registermodel"
}] };
const schemaName = /\/([a-z]+)\.schema\.json$/i;
function languageOf(keys) {
	const schema = keys.find(({ key }) => key === "$schema")?.written();
	const [, name] = schemaName.exec(typeof schema === "string" ? schema : "") ?? [];
	if (name !== void 0 && /azuremlschemas/i.test(String(schema))) {
		if (/OnlineEndpoint$/i.test(name)) return {
			kind: "foreign",
			dialect: azEndpoint
		};
		if (/OnlineDeployment$/i.test(name)) return {
			kind: "foreign",
			dialect: azDeployment
		};
		return {
			kind: "unread",
			schema: name
		};
	}
	const words = keys.map(({ key }) => key).filter((key) => key !== "$schema");
	const known = ({ rows }) => words.filter((word) => Object.hasOwn(rows, word)).length;
	let best;
	for (const dialect of Object.values(dialects)) {
		const count = known(dialect);
		if (count > (best?.known ?? 0)) best = {
			dialect,
			known: count
		};
	}
	if (best === void 0 || best.known <= words.filter(isInput).length) return { kind: "own" };
	const { dialect } = best;
	return words.filter((word) => Object.hasOwn(dialect.rows, word) && !isInput(word)).length < 2 ? { kind: "own" } : {
		kind: "foreign",
		dialect
	};
}
// src/plan/foreign/translate.ts
function translate(source, sources, files, gives) {
	const { dialect, file, keys } = source;
	const translated = [];
	const flaws = [];
	const context = {
		files,
		folder: file.replaceAll("\\", "/").replace(/\/?[^/]*$/, ""),
		get: (path) => valueAt(keys, path),
		of: (name, path) => {
			const other = sources.find((one) => one.dialect.name === name);
			return other && valueAt(other.keys, path);
		},
		gives
	};
	const walk = (level, above) => {
		for (const key of level) {
			const path = `${above}${key.key}`;
			const row = Object.hasOwn(dialect.rows, path) ? dialect.rows[path] : void 0;
			if (row === void 0) {
				flaws.push({
					message: unknown(dialect, above, key.key),
					place: key.place
				});
				continue;
			}
			const below = namesBelow(dialect, `${path}.`).length > 0 ? key.keys() : void 0;
			if (below !== void 0) {
				walk(below, `${path}.`);
				continue;
			}
			try {
				const value = key.value();
				for (const fate of fatesOf(row, value, {
					...context,
					key
				})) translated.push({
					path,
					value,
					place: key.place,
					fate: checked(fate)
				});
			} catch (error) {
				flaws.push({
					message: `'${path}' cannot be read: ${reasonOf(error)}`,
					place: key.place
				});
			}
		}
	};
	walk(keys, "");
	for (const fate of dialect.defaults?.(context) ?? []) translated.push({
		path: "",
		value: void 0,
		place: {
			file,
			line: 1
		},
		fate: checked(fate)
	});
	return {
		translated,
		flaws
	};
}
function fatesOf(row, value, context) {
	if (value === null || value === void 0 || value === "") return [same];
	return isPlaceholder(value, row.inputs) ? [unfilled(row.inputs)] : row.read(value, context);
}
function valueAt(keys, path) {
	let level = keys;
	let found;
	for (const step of path.split(".")) {
		found = level?.find(({ key }) => key === step);
		level = found?.keys();
	}
	return found?.value() ?? void 0;
}
const namesBelow = ({ rows }, above) => Object.keys(rows).filter((path) => path.startsWith(above) && !path.slice(above.length).includes(".")).map((path) => path.slice(above.length));
const unknown = (dialect, above, key) => `'${above}${key}' is not a key of ${dialect.title}.${didYouMean(key, namesBelow(dialect, above))}`;
const isPlaceholder = (value, becomes) => becomes.length > 0 && typeof value === "string" && /^<.*>$/.test(value.trim());
const unfilled = (unless) => ({
	kind: "wrong",
	expected: "that is a placeholder of the sample. Fill it in, or remove it",
	unless
});
function checked(fate) {
	if (fate.kind !== "input") return fate;
	const read = inputs[fate.name].kind.read(fate.value);
	if (!isRefusal(read)) return fate;
	return {
		kind: "wrong",
		expected: read.refused.replace(/^'[\w-]+' is '[^']*': /, ""),
		unless: [fate.name]
	};
}
function sentence({ path, value, fate }) {
	if (fate.kind === "wrong") return `'${path}' is '${shorten(value)}': ${fate.expected}`;
	const because = "because" in fate ? `: ${fate.because}` : "";
	return `'${typeof value === "object" ? path : `${path}: ${shorten(value)}`}' has no equivalent here${because}`;
}
// src/plan/foreign/report.ts
function reportOf(files, inputs) {
	const all = files.flatMap(({ translated }) => translated);
	return {
		summary: `config: ${files.map(({ source }) => `${source.file} is read as ${source.dialect.title}`).join(", ")}`,
		warnings: all.filter(({ fate }) => fate.kind === "left-out" && fate.warn).map((one) => ({
			message: sentence(one),
			place: one.place
		})),
		blocks: [...files.map(({ source, translated }) => ({
			title: `What became of ${source.file}`,
			text: translated.map(line).join("\n")
		})), {
			title: "The same as azureml-deploy.yml",
			text: (0, import_dist.stringify)(inputs)
		}]
	};
}
function line(one) {
	const { path, place, fate } = one;
	const key = `line ${String(place.line ?? 1).padEnd(3)} ${path === "" ? "(unasked)" : path}`;
	switch (fate.kind) {
		case "input": return `${key} → ${fate.name}: ${shorten(fate.value)}`;
		case "same": return `${key}: nothing to do`;
		case "settled": return `${key}: '${fate.by}' says it instead`;
		case "left-out": return `${key}: left out: ${fate.because}`;
		case "refused":
		case "wrong": return `${key}: a mistake: ${sentence(one)}`;
	}
}
// src/plan/servingChoice.ts
const slashes = (path) => path.replace(/\\/g, "/");
const folderOf = (path) => slashes(path).replace(/\/?[^/]*$/, "") || ".";
const normal = (path) => slashes(path).replace(/^(\.\/)+/, "").replace(/\/+$/, "") || ".";
const ownCode = [
	"entry-script",
	"source-directory",
	"conda-file",
	"environment"
];
function readServing(values, files, problems) {
	if (values["mlflow-no-code"] === true) {
		for (const input of ownCode) {
			if (values[input] === void 0) continue;
			problems.add(input, `'${input}' and 'mlflow-no-code' exclude each other: with the latter, Azure serves the model by a script and in an environment of its own`);
		}
		return { kind: "mlflow-no-code" };
	}
	if (values["entry-script"] !== void 0) {
		const code = readCode(values["entry-script"], values["source-directory"], files, problems);
		const environment = readEnvironment(values, files, problems);
		return code && environment && {
			kind: "code",
			...code,
			environment
		};
	}
	for (const input of [
		"source-directory",
		"conda-file",
		"environment"
	]) if (values[input] !== void 0) problems.add(input, `'${input}' needs 'entry-script': without one, the scoring script and its environment are generated`);
	return { kind: "no-code" };
}
function readCode(entryScript, sourceDirectory, files, problems) {
	const script = normal(entryScript);
	const directory = normal(sourceDirectory ?? folderOf(entryScript));
	if (sourceDirectory !== void 0 && files.kind(directory) !== "folder") {
		problems.add("source-directory", `'source-directory' is '${sourceDirectory}': no such folder in the checkout`);
		return;
	}
	const prefix = directory === "." ? "" : `${directory}/`;
	const found = [script, script.startsWith(prefix) ? script.slice(prefix.length) : script].find((path) => files.kind(`${prefix}${path}`) === "file");
	if (found !== void 0 && !found.startsWith("../")) return {
		sourceDirectory: directory,
		entryScript: found
	};
	problems.add("entry-script", `'entry-script' is '${entryScript}': no such file in ${directory === "." ? "the checkout" : `'${directory}'`}`);
}
const environmentRule = "expected 'name:version' or 'azureml:name:version' of a registered environment, an azureml://registries/… or ARM id, or an image such as 'mcr.microsoft.com/azureml/minimal-py312-inference:latest'";
function readEnvironmentName(text) {
	if (/^azureml:\/\//i.test(text) || /^\/subscriptions\//i.test(text)) return {
		kind: "id",
		id: text
	};
	if (/^azureml:\//i.test(text)) return {
		kind: "id",
		id: text.slice(8)
	};
	const named = /^(azureml:)?([a-zA-Z0-9][\w.-]*?)(?:[:](\w[\w.-]*)|@latest)$/.exec(text);
	if (named?.[2]) {
		const [, , name, version] = named;
		return {
			kind: "registered",
			name,
			...version === void 0 ? {} : { version }
		};
	}
	if (/^[\w.-]+(:\d+)?(\/[\w.-]+)+([:@][\w.:-]+)?$/.test(text)) return {
		kind: "image",
		image: text
	};
}
function readEnvironment(values, files, problems) {
	const file = values["conda-file"];
	const name = values.environment;
	if (file === void 0 && name === void 0) {
		problems.add("environment", "'entry-script' needs an environment: give a 'conda-file', or an 'environment' (registered, by id, or an image)");
		return;
	}
	const named = name === void 0 ? void 0 : readEnvironmentName(name);
	if (name !== void 0 && !named) {
		problems.add("environment", `'environment' is '${name}': ${environmentRule}`);
		return;
	}
	if (file === void 0) return named;
	if (files.kind(file) !== "file") {
		problems.add("conda-file", `'conda-file' is '${file}': no such file in the checkout`);
		return;
	}
	if (named && named.kind !== "image") {
		problems.add("environment", `'environment' is '${name}', which is complete as registered: leave 'conda-file' out, or name an image to install it on`);
		return;
	}
	return {
		kind: "conda",
		file,
		...named ? { image: named.image } : {}
	};
}
// src/plan/given.ts
const defaultConfigFile = "azureml-deploy.yml";
function readGiven(given, files, places, problems) {
	const raw = new Map();
	const { own, sources } = readFiles(given, files, problems);
	const entries = own.flatMap((config) => config.entries).filter(({ value }) => isGiven(value));
	const spoken = new Map([...entries.map(({ name, value }) => [name, value]), ...Object.entries(given).filter(([, text]) => isGiven(text.trim()))]);
	const translated = sources.map((source) => {
		const { translated, flaws } = translate(source, sources, files, (name) => spoken.has(name));
		for (const { message, place } of flaws) problems.at("config-file", message, place);
		return {
			source,
			translated: translated.map((one) => settled(one, spoken))
		};
	});
	for (const one of translated.flatMap(({ translated }) => translated)) {
		const { fate, place } = one;
		if (fate.kind === "input") take(raw, places, fate.name, fate.value, place);
		else if (fate.kind === "refused" || fate.kind === "wrong") problems.at(fate.unless[0] ?? "config-file", withRemedy(one), place);
	}
	sayWhereNamesDiffer(translated, problems);
	const migration = translated.length === 0 ? {} : { migration: reportOf(translated, Object.fromEntries(raw)) };
	for (const { name, value, place } of entries) {
		raw.set(name, value);
		places.set(name, place);
	}
	for (const [name, text] of Object.entries(given)) {
		if (text.trim() === "") continue;
		if (!inputNames.includes(name)) {
			problems.add(name, `'${name}' is not an input of this action.${didYouMean(name, inputNames)}`);
			continue;
		}
		raw.set(name, text);
		places.delete(name);
	}
	return {
		raw,
		...migration
	};
}
const isGiven = (value) => value !== null && value !== void 0 && value !== "";
function readFiles(given, files, problems) {
	const own = [];
	const sources = [];
	const paths = readPaths(given["config-file"], files, problems);
	for (const file of paths) {
		const keys = readOne(file, files, problems);
		const language = keys && languageOf(keys);
		if (language?.kind === "own") {
			const config = readKeys(keys ?? []);
			for (const { message, place } of config.problems) problems.at("config-file", message, place);
			own.push(config);
		} else if (language?.kind === "unread") {
			const message = `${file} is a '${language.schema}' of az ml: this action reads its online endpoints and online deployments`;
			problems.at("config-file", message, {
				file,
				line: 1
			});
		} else if (language?.kind === "foreign") {
			const { dialect } = language;
			if (sources.some((source) => source.dialect === dialect)) {
				const message = `${file} is ${dialect.title} like another file before it: a run deploys one`;
				problems.at("config-file", message, {
					file,
					line: 1
				});
				continue;
			}
			const source = {
				dialect,
				file,
				keys: keys ?? []
			};
			sources.push(...besides(source, paths, given, files, problems), source);
		}
	}
	return {
		own,
		sources
	};
}
function readPaths(given, files, problems) {
	const text = given?.trim() ?? "";
	if (text === "") return files.kind(defaultConfigFile) === "file" ? [defaultConfigFile] : [];
	const paths = inputs["config-file"].kind.read(text);
	if (isRefusal(paths)) {
		problems.add("config-file", `'config-file' is '${text}': ${paths.refused}`);
		return [];
	}
	return paths.filter((path) => {
		const found = files.kind(path) === "file";
		if (!found) problems.add("config-file", `'config-file' is '${path}': no such file in the checkout`);
		return found;
	});
}
function readOne(file, files, problems) {
	const read = readDocument(file, files.read(file));
	if (read.ok) return read.keys;
	for (const { message, place } of read.flaws) problems.at("config-file", message, place);
}
function besides({ dialect, file }, paths, given, files, problems) {
	return (companions[dialect.name] ?? []).flatMap(({ name, dialect: expected }) => {
		const path = file.replace(/[^/\\]*$/, name);
		if (paths.includes(path) || files.kind(path) !== "file") return [];
		if (expected === "aml-registermodel" && isRegistered(given["model-path"])) return [];
		const keys = readOne(path, files, problems) ?? [];
		const language = languageOf(keys);
		if (language.kind !== "foreign" || language.dialect.name !== expected) return [];
		return [{
			dialect: language.dialect,
			file: path,
			keys
		}];
	});
}
function settled(one, spoken) {
	const { fate } = one;
	if (fate.kind === "input") {
		const by = overruling(fate.name, spoken);
		return by === void 0 ? one : {
			...one,
			fate: {
				kind: "settled",
				by
			}
		};
	}
	if (fate.kind !== "refused" && fate.kind !== "wrong") return one;
	const by = fate.unless.find((name) => spoken.has(name));
	if (by !== void 0) return {
		...one,
		fate: {
			kind: "settled",
			by
		}
	};
	return ![...verbs, "sweep"].includes(String(spoken.get("mode"))) ? one : {
		...one,
		fate: { kind: "same" }
	};
}
function overruling(part, spoken) {
	if (part === "model-name" && isRegistered(spoken.get("model-path"))) return "model-path";
	const environment = spoken.get("environment");
	if (part !== "conda-file" || environment === void 0) return void 0;
	return readEnvironmentName(String(environment))?.kind === "image" ? void 0 : "environment";
}
const isRegistered = (model) => String(model).trim().startsWith("azureml:");
function take(raw, places, name, value, place) {
	const before = raw.get(name);
	const joined = isObject(before) && isObject(value) ? {
		...before,
		...value
	} : value;
	raw.set(name, joined);
	places.set(name, place);
}
function withRemedy(one) {
	const { fate } = one;
	if (fate.kind !== "refused") return sentence(one);
	const [name] = fate.unless;
	return name === void 0 ? `${sentence(one)}. Remove it to go without` : `${sentence(one)}. With '${name}' in the workflow, this line no longer counts`;
}
function sayWhereNamesDiffer(all, problems) {
	const [first, second] = all.flatMap(({ translated }) => translated).filter(({ fate }) => fate.kind === "input" && fate.name === "service-name");
	if (!first || !second || String(first.value) === String(second.value)) return;
	problems.at("service-name", `'${second.path}' is '${second.value}', and '${first.path}' in ${first.place.file} is '${first.value}': files that are read together must be of one service`, second.place);
}
// src/plan/watchChoice.ts
function readWatch(values, { strategy, bakeMs }, problems) {
	const alerts = values["rollback-alerts"] ?? [];
	for (const given of alerts) {
		const flaw = flawOfRule(given);
		if (flaw) problems.add("rollback-alerts", `'${given}' in 'rollback-alerts': ${flaw}`);
	}
	if (alerts.length > 0 && bakeMs === 0) problems.add("rollback-alerts", `'rollback-alerts' take a deployment back while it is watched, and ${values["bake-time"] === void 0 ? `'strategy: ${strategy}'` : "'bake-time: 0'"} watches nothing: ${strategy === "manual" ? "leave them out" : "say 'strategy: canary' or 'linear', or give a 'bake-time'"}`);
	return {
		maxErrorRate: values["max-error-rate"] ?? 1,
		maxLatencyIncrease: values["max-latency-increase"] ?? 100,
		maxMemory: values["max-memory"] ?? 90,
		alerts
	};
}
// src/plan/rolloutChoice.ts
const usualShares = {
	"all-at-once": [100],
	canary: [10, 100],
	linear: [
		10,
		25,
		50,
		100
	],
	shadow: [100],
	"in-place": [100],
	manual: []
};
const usualBakeMs = {
	"all-at-once": 0,
	canary: 3e5,
	linear: 3e5,
	shadow: 3e5,
	"in-place": 0,
	manual: 0
};
const usualMirror = 10;
function readRollout(values, problems) {
	const timeoutMs = (values["timeout-minutes"] ?? 60) * 6e4;
	const strategy = values.strategy ?? "all-at-once";
	const shares = values["traffic-steps"] ?? usualShares[strategy];
	const bakeMs = values["bake-time"] ?? usualBakeMs[strategy];
	const flaw = values["traffic-steps"] && flawOf(strategy, shares);
	if (flaw) problems.add("traffic-steps", `'traffic-steps' is [${shares.join(", ")}]: ${flaw}`);
	if (strategy === "manual" && values["bake-time"] !== void 0) problems.add("bake-time", "'bake-time' says how long a step is watched, and 'strategy: manual' takes none: leave it out");
	const mirror = strategy === "shadow" ? values["mirror-share"] ?? usualMirror : void 0;
	if (mirror === void 0 && values["mirror-share"] !== void 0) problems.add("mirror-share", `'mirror-share' says how much is copied to the new deployment, and 'strategy: ${strategy}' copies nothing: say 'strategy: shadow', or leave it out`);
	if (mirror !== void 0 && bakeMs === 0) problems.add("bake-time", "'bake-time' is 0, and 'strategy: shadow' is for watching the new deployment on copies of the traffic: give it time");
	const steps = shares.length + (mirror === void 0 ? 0 : 1);
	const baking = bakeMs * steps;
	if (baking >= timeoutMs) problems.add("bake-time", `'bake-time' is ${minutes(bakeMs)} for each of ${steps} steps, ${minutes(baking)} together, and 'timeout-minutes' leaves ${minutes(timeoutMs)} for everything: shorten the one or raise the other`);
	const { "deployment-name": deploymentName, revision } = values;
	return {
		strategy,
		shares,
		bakeMs,
		...mirror === void 0 ? {} : { mirror },
		watch: readWatch(values, {
			strategy,
			bakeMs
		}, problems),
		onBusy: values["on-busy"] ?? "wait",
		...deploymentName === void 0 ? {} : { deploymentName: deploymentName.toLowerCase() },
		keepPrevious: values["keep-previous"] ?? 0,
		onFailure: values["on-failure"] ?? "delete",
		timeoutMs,
		...revision === void 0 ? {} : { revision }
	};
}
function flawOf(strategy, shares) {
	if (strategy === "all-at-once" || strategy === "in-place" || strategy === "manual") return `'strategy: ${strategy}' takes no steps. Say 'strategy: canary' (one step, then all) or 'linear'`;
	if (shares.at(-1) !== 100) return "the last step must be 100, or the old deployment would serve for ever";
	if (shares.some((share, index) => share <= (shares[index - 1] ?? 0))) return "each step must be larger than the one before";
	if (strategy === "canary" && shares.length !== 2) return "'strategy: canary' takes one step and then all, such as [10, 100]; more are 'linear'";
}
const minutes = (ms) => `${Math.round(ms / 6e3) / 10} min`;
// src/plan/parse.ts
const authModes = {
	key: "Key",
	aml_token: "AMLToken",
	aad_token: "AADToken"
};
function parseRequest(given, files) {
	const places = new Map();
	const problems = new Problems(places);
	const { raw, ...told } = readGiven(given, files, places, problems);
	const values = readValues(raw, problems);
	return {
		...parseValues(values, raw, files, problems),
		...told,
		subject: subjectOf(values, raw, files),
		showing: showingOf(values)
	};
}
function parseValues(values, raw, files, problems) {
	const mode = values.mode ?? "deploy";
	if (mode === "sweep") {
		const request = readSweepRequest(values, files, problems);
		return request ? {
			ok: true,
			asked: {
				mode,
				request
			}
		} : {
			ok: false,
			problems: problems.list
		};
	}
	if (isVerb(mode)) {
		const request = readServiceRequest(values, raw, files, problems);
		return request ? {
			ok: true,
			asked: {
				mode,
				request
			}
		} : {
			ok: false,
			problems: problems.list
		};
	}
	const where = mode === "check" ? void 0 : readWhere(values, files, problems);
	const who = mode === "check" ? void 0 : readWho(values, problems);
	const approved = readApproval(values, files, problems);
	const model = readModel(values, files, problems);
	const attestation = readAttestation(values, model?.source, files, problems);
	const serving = readServing(values, files, problems);
	const compute = readCompute(values, model?.source, problems);
	const smoke = readSmoke(values, raw, files, serving?.kind === "code", problems);
	const rollout = readRollout(values, problems);
	if (mode === "check" && model?.source.kind === "registered") problems.add("model-path", "'model-path' names a registered model: 'mode: check' asks nothing of Azure, so it needs the model's files");
	if (problems.list.length > 0 || !model || !serving || !smoke) return {
		ok: false,
		problems: problems.list
	};
	const endpointName = values["service-name"] ?? "";
	const optional = (key, value) => value === void 0 ? {} : { [key]: value };
	const concurrency = values["max-concurrent-requests"] ?? 1;
	const wish = {
		model: {
			...model,
			...optional("framework", values.framework),
			...optional("frameworkVersion", values["framework-version"]),
			scan: values["model-scan"] ?? "error",
			...optional("attestation", attestation),
			...optional("description", values.description),
			tags: values.tags ?? {}
		},
		endpoint: {
			name: endpointName,
			...optional("authMode", values["auth-mode"] && authModes[values["auth-mode"]]),
			...optional("expiry", readExpiry(values))
		},
		serving,
		preflight: values.preflight ?? "auto",
		compute,
		container: {
			environmentVariables: {
				...concurrency > 1 ? { WORKER_COUNT: String(concurrency) } : {},
				...values["environment-variables"]
			},
			...optional("requestTimeoutMs", values["request-timeout"]),
			maxConcurrentRequests: concurrency,
			livenessProbe: readProbe(values["liveness-probe"]),
			readinessProbe: readProbe(values["readiness-probe"])
		},
		smoke,
		rollout
	};
	if (mode === "check") return {
		ok: true,
		asked: {
			mode,
			request: wish
		}
	};
	if (!where || !who) return {
		ok: false,
		problems: problems.list
	};
	return {
		ok: true,
		asked: {
			mode,
			request: {
				...wish,
				where,
				who,
				...optional("approved", approved)
			},
			file: values["plan-file"] ?? defaultPlanFile
		}
	};
}
function subjectOf(values, raw, files) {
	const { mode = "deploy", "service-name": name = raw.get("service-name") ?? "" } = values;
	const where = mode === "check" ? void 0 : readWhere(values, files, new Problems(new Map()));
	return {
		mode,
		serviceName: String(name).trim(),
		...where ? { where } : {}
	};
}
const isVerb = (mode) => verbs.includes(mode);
function readServiceRequest(values, raw, files, problems) {
	const where = readWhere(values, files, problems);
	const who = readWho(values, problems);
	readApproval(values, files, problems);
	const smoke = readSmoke(values, raw, files, false, problems);
	const rollout = readRollout(values, problems);
	if (problems.list.length > 0 || !where || !who || !smoke) return void 0;
	return {
		where,
		who,
		smoke,
		rollout,
		endpoint: { name: values["service-name"] ?? "" }
	};
}
function readSweepRequest(values, files, problems) {
	const where = readWhere(values, files, problems);
	const who = readWho(values, problems);
	readApproval(values, files, problems);
	const rollout = readRollout(values, problems);
	return problems.list.length > 0 || !where || !who ? void 0 : {
		where,
		who,
		rollout
	};
}
function readExpiry(values) {
	const { "time-to-live": afterMs, "github-environment": environment } = values;
	return afterMs === void 0 ? void 0 : {
		afterMs,
		...environment === void 0 ? {} : { environment }
	};
}
function showingOf(values) {
	const { mode = "deploy", "service-name": service = "" } = values;
	return {
		mode,
		service,
		environment: values["github-environment"] ?? service,
		isTransient: values["time-to-live"] !== void 0,
		comments: values["pull-request-comment"] ?? true
	};
}
function readValues(raw, problems) {
	const values = {};
	for (const [name, text] of raw) {
		const value = inputs[name].kind.read(text);
		if (isRefusal(value)) {
			const shown = "secret" in inputs[name] ? "(a secret)" : `'${shorten(text)}'`;
			problems.add(name, `'${name}' is ${shown}: ${value.refused}`);
		} else values[name] = value;
	}
	for (const name of inputNames) {
		const spared = values["mode"] === "sweep" || name === "model-path" && isVerb(String(values["mode"]));
		if ("required" in inputs[name] && !raw.has(name) && !spared && !problems.has(name)) problems.add(name, `'${name}' is required: ${firstSentence(inputs[name].description)}`);
	}
	return values;
}
const firstSentence = (text) => text.replace(/\. .*$/s, ".");
const defaultPlanFile = "azureml-deploy.plan.json";
function readApproval(values, files, problems) {
	const given = values["approved-plan"];
	if (given === void 0) return void 0;
	const refuse = (why) => problems.add("approved-plan", `'approved-plan' ${why}`);
	if ((values.mode ?? "deploy") !== "deploy") refuse(`holds a deployment to a plan, and 'mode' is '${values.mode}': leave it out`);
	const isFile = files.kind(given) === "file";
	const approved = readApproved(isFile ? files.read(given) : given);
	if (approved === void 0) refuse(isFile ? `is '${given}', which is not a file that 'mode: plan' wrote` : `is '${shorten(given)}': expected a file that 'mode: plan' wrote (is it downloaded in this job?), or the digest in it`);
	return approved;
}
const registered = /^azureml:([a-zA-Z0-9][\w-]{0,254})(?::([\w.-]+)|@latest)$/;
function readModel(values, files, problems) {
	const path = values["model-path"];
	if (path === void 0) return void 0;
	const [, name, version] = registered.exec(path) ?? [];
	if (name !== void 0) {
		if (values["model-name"] !== void 0 && values["model-name"] !== name) problems.add("model-name", `'model-name' is '${values["model-name"]}', but 'model-path' names the registered model '${name}': leave 'model-name' out`);
		return {
			name,
			source: {
				kind: "registered",
				...version === void 0 ? {} : { version }
			}
		};
	}
	if (files.kind(path) !== void 0) return {
		name: values["model-name"] ?? values["service-name"] ?? "",
		source: {
			kind: "local",
			path
		}
	};
	problems.add("model-path", `'model-path' is '${path}': no such file or folder. The path is relative to the checkout; a model from an earlier job must be downloaded first (actions/download-artifact), a registered one is named azureml:<name>:<version>`, "model-not-found");
}
function readProbe(given = {}) {
	const probe = {
		initialDelayMs: given["initial-delay"],
		periodMs: given.period,
		timeoutMs: given.timeout,
		failureThreshold: given["failure-threshold"],
		successThreshold: given["success-threshold"]
	};
	return Object.fromEntries(Object.entries(probe).filter(([, value]) => value !== void 0));
}
export { withWayBack as $, runLink as $t, changesNothing as A, asActionError as An, report as At, demandLease as B, describeRouting as Bt, servingDeployment as C, checkout as Cn, endLostDeployment as Ct, listDeployments as D, scratchFolder as Dn, rememberUnsettled as Dt, deploymentExists as E, readOrigin as En, recallUnsettled as Et, routingAfter as F, report$1 as Ft, heldByAnother as G, remedyFor as Gt, endLease as H, complaint as Ht, startOf as I, didYouMean as It, processOf as J, planAutoscale as Jt, isAlive as K, describeAutoscale as Kt, moveTraffic as L, inferPath as Lt, exposureOf as M, judge as Mt, planRollout as N, judgeAnswer as Nt, resumeDeployment as O, hasEnded$1 as On, askForToken as Ot, planStay as P, percentile as Pt, withRecord as Q, ownership as Qt, trafficChanged as R, writeKserve as Rt, originalIn as S, readInputs as Sn, isNotFound as St, createDeployment as T, cacheFolder as Tn, recallDeployment as Tt, takeLease as U, firstTraceback as Ut, demandUntouched as V, routingOf as Vt, describeHolder as W, placeInCode as Wt, slackMs as X, limitTags as Xt, recordIn as Y, isOwned as Yt, withEndedRecord as Z, originTags as Zt, endUpdate as _, shareOf as _n, pause as _t, planFile as a, objection as an, readEndpoint as at, hasFailed as b, statusOf$1 as bn, attempting as bt, frameworks as c, datastoreUri as cn, listAll as ct, ruleKinds as d, tag as dn, formatBytes as dt, runOf as en, historyIn as et, removeDeployment as f, uploadPrefix as fn, formatTime as ft, readAutoscale$1 as g, sameTraffic as gn, isTransient as gt, putAutoscale as h, positive as hn, delayMs as ht, planDigest as i, describeAttested as in, readCallerToken as it, currentRouting as j, reasonOf as jn, defaultTolerance as jt, withLogs as k, ActionError as kn, fail as kt, alertBreach as l, digestOf as ln, smokeRequired as lt, deleteAutoscale as m, leading as mn, connect as mt, recover as n, attestationTags as nn, deleteEndpoint as nt, viewOf as o, assetId as on, settleEndpoint as ot, removeSettings as p, describeTraffic as pn, startProgress as pt, linkOf as q, isSettled as qt, deviation as r, attestedBy as rn, listEndpoints as rt, formats as s, createdBy$1 as sn, tagEndpoint as st, parseRequest as t, isObject as tn, createEndpoint as tt, isOf as u, environmentName as un, printable as ut, putBackUnfinished as v, without as vn, persist as vt, withPutBack as w, writeFile as wn, openShow as wt, nameFor as x, makeLog as xn, correlationOf as xt, tagsOfUpdate as y, shortened as yn, retryAfterMs as yt, Overtaken as z, judgeScan as zt };
