import { i as __toESM } from "./rolldown-runtime.js";
import { $ as withWayBack, $t as runLink, A as changesNothing, An as asActionError, At as report$1, B as demandLease, Bt as describeRouting, C as servingDeployment, Cn as checkout, D as listDeployments, Dn as scratchFolder, Dt as rememberUnsettled, E as deploymentExists, En as readOrigin, F as routingAfter, Ft as report, G as heldByAnother, Gt as remedyFor, H as endLease, Ht as complaint, I as startOf, It as didYouMean, J as processOf, Jt as planAutoscale, K as isAlive, Kt as describeAutoscale, L as moveTraffic, Lt as inferPath, M as exposureOf, Mt as judge$1, N as planRollout, Nt as judgeAnswer, O as resumeDeployment, On as hasEnded, Ot as askForToken, P as planStay, Pt as percentile, Q as withRecord, Qt as ownership, R as trafficChanged, Rt as writeKserve, S as originalIn, Sn as readInputs, St as isNotFound, T as createDeployment, Tn as cacheFolder, U as takeLease, Ut as firstTraceback, V as demandUntouched, Vt as routingOf, W as describeHolder$1, Wt as placeInCode, X as slackMs, Xt as limitTags, Y as recordIn, Yt as isOwned, Z as withEndedRecord, Zt as originTags, _ as endUpdate, _n as shareOf, _t as pause$1, a as planFile, at as readEndpoint, b as hasFailed, bn as statusOf, bt as attempting, c as frameworks$1, cn as datastoreUri, ct as listAll, d as ruleKinds, dn as tag, dt as formatBytes, en as runOf, et as historyIn, f as removeDeployment, fn as uploadPrefix, ft as formatTime, g as readAutoscale, gn as sameTraffic, gt as isTransient, h as putAutoscale, hn as positive, ht as delayMs, i as planDigest, in as describeAttested, it as readCallerToken, j as currentRouting, jn as reasonOf, jt as defaultTolerance, k as withLogs, kn as ActionError, l as alertBreach, ln as digestOf$1, lt as smokeRequired, m as deleteAutoscale, mn as leading, mt as connect, n as recover, nn as attestationTags, nt as deleteEndpoint, o as viewOf, on as assetId, ot as settleEndpoint, p as removeSettings, pn as describeTraffic, pt as startProgress, q as linkOf, qt as isSettled, r as deviation, rt as listEndpoints, s as formats, sn as createdBy, st as tagEndpoint, t as parseRequest, tn as isObject, tt as createEndpoint, u as isOf, un as environmentName, ut as printable, v as putBackUnfinished, vn as without$1, vt as persist, w as withPutBack, wn as writeFile$1, wt as openShow, x as nameFor, xn as makeLog, xt as correlationOf, y as tagsOfUpdate, yn as shortened, yt as retryAfterMs, z as Overtaken, zt as judgeScan } from "./shared.js";
import { P as HttpClient, a as require_ignore, g as createPipelineFromOptions, h as createDefaultHttpClient, i as AnonymousCredential, m as createHttpHeaders, n as newPipeline, p as createPipelineRequest, r as StorageSharedKeyCredential, t as ContainerClient, y as require_dist } from "./vendor.js";
import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { Readable, pipeline } from "node:stream";
import { once } from "node:events";
import { crc32, createGunzip, createInflate, createInflateRaw } from "node:zlib";
import { fileURLToPath } from "node:url";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { access, constants, copyFile, link, lstat, mkdir, mkdtemp, open, readFile, readdir, realpath, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { spawn } from "node:child_process";
import { basename, delimiter, dirname, join, relative, resolve } from "node:path";
// src/github/cancellation.ts
function cancellation() {
	const controller = new AbortController();
	for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => controller.abort(new ActionError({
		code: "cancelled",
		message: `the run was cancelled (${name})`,
		hint: "The service that worked before still works. Run again to deploy."
	})));
	return controller.signal;
}
// src/github/download.ts
const mostTries$2 = 3;
const tryMs = 2e4;
const pauseMs = 500;
const longest = 32 << 20;
const download = async (url, signal, headers = {}) => {
	for (let tries = 1;; tries++) {
		const last = tries >= mostTries$2;
		try {
			const answer = await get(url, headers, AbortSignal.any([signal, AbortSignal.timeout(tryMs)]));
			if (last || answer.status < 500 && answer.status !== 429) return answer;
		} catch (error) {
			if (last || signal.aborted) throw error;
		}
		await new Promise((resolve) => setTimeout(resolve, pauseMs * tries));
	}
};
async function get(url, headers, signal) {
	signal.throwIfAborted();
	const client = new HttpClient("azureml-deploy");
	const { promise: tooLong, reject } = Promise.withResolvers();
	const stop = () => reject(signal.reason);
	signal.addEventListener("abort", stop);
	try {
		return await Promise.race([read$8(client, url, headers), tooLong]);
	} finally {
		signal.removeEventListener("abort", stop);
		client.dispose();
	}
}
async function read$8(client, url, headers) {
	const { message } = await client.get(url, { ...headers });
	const pieces = [];
	let bytes = 0;
	for await (const piece of message) {
		bytes += piece.byteLength;
		if (bytes > longest) throw new Error(`more than ${longest} bytes`);
		pieces.push(piece);
	}
	return {
		status: message.statusCode ?? 0,
		header: (name) => {
			const value = message.headers[name];
			return Array.isArray(value) ? value.join(", ") : value;
		},
		body: Buffer.concat(pieces)
	};
}
// src/journal.ts
const silenceMs = 2e4;
const talkative = new Set([
	"preflight",
	"model",
	"deployment"
]);
var Journal = class {
	#log;
	#started = Date.now();
	#timeline = [];
	#known = {};
	#failedPhase;
	constructor(log) {
		this.#log = log;
	}
	get known() {
		return this.#known;
	}
	learn(known) {
		this.#known = {
			...this.#known,
			...known
		};
	}
	note(text, level = "info", place) {
		this.#log[level](text, place);
		this.learn({ notes: [...this.#known.notes ?? [], text] });
	}
	async phase(phase, work, describe) {
		const from = Date.now() - this.#started;
		const entry = (outcome, note) => this.#timeline.push({
			phase,
			from,
			ms: Date.now() - this.#started - from,
			outcome,
			...note === void 0 ? {} : { note }
		});
		const signOfLife = setInterval(() => {
			if (!talkative.has(phase)) this.#log.info(`${phase}: still at it (${formatTime(Date.now() - this.#started - from)})`);
		}, silenceMs);
		signOfLife.unref();
		try {
			const value = await work();
			entry("done", describe?.(value));
			return value;
		} catch (error) {
			entry("failed");
			this.#failedPhase ??= phase;
			throw error;
		} finally {
			clearInterval(signOfLife);
		}
	}
	startOver() {
		this.#failedPhase = void 0;
		const { rollout: _, ...known } = this.#known;
		this.#known = known;
	}
	finish(status) {
		return {
			...this.#known,
			status,
			timeline: this.#timeline,
			totalMs: Date.now() - this.#started
		};
	}
	fail(thrown, status) {
		const error = thrown instanceof ActionError ? thrown : asActionError(thrown);
		return {
			...this.finish(status ?? statusOf(error.code)),
			...this.#failedPhase === void 0 ? {} : { failedPhase: this.#failedPhase },
			error: error.failure
		};
	}
};
// src/plan/sizes.ts
const reservedGB = 2.3;
const retiring = /^standard(D|DS|Dv2|DSv2|Dv3|DSv3|B|BS|Av2|F|FS|FSv2|Ev3|ESv3|G|GS|LS|LSv2|NCADSA100v4)Family$/i;
const retired = /^standard(NCSv2|NCSv3|NC|NV|ND)Family$/i;
function hasGpu(name, sizes) {
	if (name === void 0) return false;
	const size = sizes?.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
	return size ? size.gpus > 0 : /^standard_n[cdv]/i.test(name);
}
const usableMemory = (size) => Math.max(0, size.memoryGB - reservedGB);
const wanted = ({ cpu, memory, gpu }) => `${gpu ? "a GPU, " : ""}${cpu} vCPU and ${memory} GB`;
const describe$5 = (size) => {
	const price = size.price ? `, ${size.price.amount.toFixed(3)} ${size.price.currency}/h` : "";
	const gpus = size.gpus > 0 ? `, ${size.gpus} GPU` : "";
	return `${size.name} (${size.vCPUs} vCPU, ${size.memoryGB} GB${gpus}${price})`;
};
function servingSizes(sizes) {
	const tagged = sizes.filter((size) => size.computeTypes.includes("MIR"));
	return tagged.length > 0 ? tagged : sizes;
}
const order = (size) => [
	retiring.test(size.family) ? 1 : 0,
	size.vCPUs,
	size.price?.amount ?? Number.MAX_VALUE,
	size.premiumDisks ? 0 : 1,
	size.memoryGB,
	size.name.toLowerCase()
];
function byOrder(a, b) {
	const left = order(a);
	const right = order(b);
	for (const [index, value] of left.entries()) {
		const other = right[index] ?? 0;
		if (value < other) return -1;
		if (value > other) return 1;
	}
	return 0;
}
function chooseSize(sizes, need) {
	if (!sizes) return takeUnseen(need);
	const serving = servingSizes(sizes);
	if (need.instanceType !== void 0) return findSize(sizes, serving, need.instanceType);
	const candidates = serving.filter((size) => size.gpus > 0 === (need.gpu ?? false) && !retired.test(size.family)).sort(byOrder);
	const fits = (size) => size.vCPUs >= need.cpu && usableMemory(size) >= need.memory;
	const [best, ...others] = candidates.filter(fits);
	if (!best) {
		const largest = [...candidates].sort((a, b) => usableMemory(b) - usableMemory(a))[0];
		const most = largest ? `; the largest is ${describe$5(largest)}` : "";
		return {
			ok: false,
			failure: {
				code: "size-not-found",
				message: `no VM size of the region has ${wanted(need)} for the container (${reservedGB} GB of each VM are the system's)${most}`,
				hint: "Ask for less 'cpu' or 'memory', or name an 'instance-type'."
			}
		};
	}
	const tooSmall = candidates.filter((size) => !fits(size) && size.vCPUs <= best.vCPUs && !retiring.test(size.family)).slice(-2).map((size) => size.vCPUs < need.cpu ? `${describe$5(size)}: fewer than ${need.cpu} vCPU` : `${describe$5(size)}: ${usableMemory(size).toFixed(1)} GB usable`);
	const runnersUp = others.slice(0, 3).map((size) => `${describe$5(size)}: ${whyNot$1(size, best)}`);
	return {
		ok: true,
		value: {
			size: best,
			reason: `${describe$5(best)} is the smallest with ${wanted(need)} for the container (${usableMemory(best).toFixed(1)} GB usable)`,
			considered: [...tooSmall, ...runnersUp]
		}
	};
}
function whyNot$1(size, best) {
	if (retiring.test(size.family) && !retiring.test(best.family)) return "its family is being retired";
	if (size.vCPUs > best.vCPUs) return "more vCPUs than needed";
	if ((size.price?.amount ?? 0) > (best.price?.amount ?? 0)) return "costs more";
	if (!size.premiumDisks && best.premiumDisks) return "as good but for its slower disks";
	return size.memoryGB > best.memoryGB ? "more memory than needed" : "as good; the first by name is taken";
}
function takeUnseen(need) {
	const { instanceType } = need;
	if (instanceType === void 0) return {
		ok: false,
		failure: {
			code: "permission-denied",
			message: `the identity may not list the VM sizes of the region, so none can be chosen for ${wanted(need)}`,
			hint: `Name an 'instance-type', such as ${need.gpu ? "Standard_NC4as_T4_v3" : "Standard_D2as_v4"}, or grant the identity 'Reader' on the subscription (Microsoft.MachineLearningServices/locations/vmSizes/read and usages/read).`
		}
	};
	return {
		ok: true,
		value: {
			size: {
				name: instanceType,
				family: "",
				vCPUs: 0,
				gpus: 0,
				memoryGB: 0,
				premiumDisks: false,
				computeTypes: []
			},
			reason: `${instanceType}, as 'instance-type' says; the identity may not list the region's sizes`,
			considered: []
		}
	};
}
function findSize(sizes, serving, name) {
	const size = sizes.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
	if (!size) {
		const names = serving.map((candidate) => candidate.name);
		const some = [...serving].filter((s) => s.gpus === 0).sort(byOrder).slice(0, 6).map((s) => s.name);
		return {
			ok: false,
			failure: {
				code: "size-unknown",
				message: `'instance-type' is '${name}': the region does not offer it.${didYouMean(name, names)}`,
				hint: `Offered are, among ${names.length}: ${some.join(", ")}. Or leave 'instance-type' out and give 'cpu' and 'memory'.`
			}
		};
	}
	const doubt = serving.includes(size) ? "" : "; the region does not list it for online endpoints";
	return {
		ok: true,
		value: {
			size,
			reason: `${describe$5(size)}, as 'instance-type' says${doubt}`,
			considered: []
		}
	};
}
function coresNeeded(size, instances) {
	return (/^standard_(NC\d+ad(s|is)_(A100_v4|H100_v5)|ND96(amsr_A100|asr)_v4|ND96isr?_H100_v5|ND40rs_v2)$/i.test(size.name) ? instances : Math.ceil(12 * instances / 10)) * size.vCPUs;
}
const familyKey = (name) => name.toLowerCase().replace(/cluster|dedicated|vcpus?|cores|\s/g, "");
function quotaShortage(usages, sizes, size, needed) {
	const families = usages.filter((usage) => /\/vmFamily\/usages$/i.test(usage.type));
	const family = families.find((usage) => familyKey(usage.name) === familyKey(size.family));
	const region = usages.find((usage) => /^total cluster dedicated regional vcpus$/i.test(usage.name));
	const free = (usage) => usage.limit < 0 ? Number.POSITIVE_INFINITY : usage.limit - usage.current;
	const short = [family, region].find((usage) => usage !== void 0 && free(usage) < needed);
	if (!short) return void 0;
	const roomy = servingSizes(sizes).filter((other) => other.gpus === size.gpus && other.vCPUs >= size.vCPUs && other.memoryGB >= size.memoryGB).filter((other) => {
		const usage = families.find((row) => familyKey(row.name) === familyKey(other.family));
		const cost = needed / size.vCPUs * other.vCPUs;
		return usage !== void 0 && free(usage) >= cost && (!region || free(region) >= cost);
	}).sort(byOrder).slice(0, 3).map((other) => other.name);
	const alternative = roomy.length > 0 ? ` Sizes with free quota: ${roomy.join(", ")} (set 'instance-type').` : "";
	return {
		code: "quota-exceeded",
		message: `not enough quota for ${size.name}: ${needed} vCPUs needed (20 % are kept in reserve for upgrades, and the previous deployment keeps its own until the new one serves), ${Math.max(0, free(short))} free of '${short.name}' (${short.current} of ${short.limit} in use)`,
		hint: `Ask for more quota in the Azure ML studio (Quota), choose fewer or smaller instances, or delete deployments that are not needed.${alternative}`,
		link: "https://aka.ms/oe-tsg#error-outofquota"
	};
}
// src/model/content.ts
var import_ignore = __toESM(require_ignore(), 1);
async function listContent(path, options) {
	const root = resolve(path);
	const info = await stat(root);
	if (!info.isFile() && !info.isDirectory()) throw unreadable(path, "is neither a file nor a folder");
	if (info.isFile()) {
		const file = {
			path: basename(root),
			bytes: info.size,
			source: {
				kind: "disk",
				path: root
			}
		};
		return {
			name: basename(root),
			kind: "file",
			files: [file],
			bytes: info.size
		};
	}
	const ignored = await readIgnoreFile(root, options.ignoreFiles);
	const files = [];
	let met = 0;
	for await (const file of walk$1(root, "", ignored, new Set([await realpath(root)]))) {
		if (++met > mostEntries$3) throw unreadable(path, `has more than ${mostEntries$3} files and folders in it, links followed`);
		if (file) files.push(file);
	}
	return folder(basename(root), files);
}
const mostEntries$3 = 5e4;
const unreadable = (path, why) => new ActionError({
	code: "model-unreadable",
	message: `'${printable(path)}' ${why}`,
	hint: "Check what the training step left there."
});
function memoryFolder(name, texts) {
	return folder(name, Object.entries(texts).map(([path, text]) => {
		const data = new TextEncoder().encode(text);
		return {
			path,
			bytes: data.byteLength,
			source: {
				kind: "memory",
				data
			}
		};
	}));
}
function folder(name, unsorted) {
	const files = [...unsorted].sort((a, b) => a.path < b.path ? -1 : 1);
	return {
		name,
		kind: "folder",
		files,
		bytes: files.reduce((sum, file) => sum + file.bytes, 0)
	};
}
const hasCode = (error, code) => error instanceof Error && "code" in error && error.code === code;
const largestIgnoreFile = 1 << 20;
async function readIgnoreFile(root, names) {
	for (const name of names) try {
		const file = join(root, name);
		const info = await stat(file);
		if (!info.isFile() || info.size > largestIgnoreFile) throw unreadable(file, "is no list of names that are left out");
		const rules = (0, import_ignore.default)().add(await readFile(file, "utf8"));
		return (path) => rules.ignores(path);
	} catch (error) {
		if (!hasCode(error, "ENOENT")) throw error;
	}
	return () => false;
}
const leftOut = new Set([
	".git",
	".azureml-deploy",
	"__pycache__",
	".ipynb_checkpoints"
]);
async function* walk$1(directory, prefix, ignored, above) {
	for (const entry of await readdir(directory, { withFileTypes: true })) {
		if (leftOut.has(entry.name)) continue;
		const path = prefix + entry.name;
		const disk = join(directory, entry.name);
		const info = entry.isSymbolicLink() ? await follow$1(disk) : await lstat(disk);
		if (info.isDirectory()) {
			yield void 0;
			if (ignored(`${path}/`)) continue;
			const real = await realpath(disk);
			if (above.has(real)) continue;
			yield* walk$1(disk, `${path}/`, ignored, new Set([...above, real]));
		} else if (info.isFile() && !ignored(path)) yield {
			path,
			bytes: info.size,
			source: {
				kind: "disk",
				path: disk
			}
		};
		else yield void 0;
	}
}
async function follow$1(link) {
	try {
		return await stat(link);
	} catch (cause) {
		const leads = hasCode(cause, "ELOOP") ? "that leads back to itself" : "to nothing";
		throw new ActionError({
			code: "model-unreadable",
			message: `'${printable(link)}' is a symbolic link ${leads}`,
			hint: "Remove the link, or make sure that what it points to is part of the checkout.",
			cause
		});
	}
}
async function reading$1(file, work) {
	if (file.source.kind === "memory") {
		let rest = file.source.data;
		return work(async (buffer) => {
			const piece = rest.subarray(0, buffer.byteLength);
			buffer.set(piece);
			rest = rest.subarray(piece.byteLength);
			return piece.byteLength;
		});
	}
	const handle = await open(file.source.path);
	try {
		return await work(async (buffer) => {
			let filled = 0;
			while (filled < buffer.byteLength) {
				const { bytesRead } = await handle.read(buffer, filled, buffer.byteLength - filled);
				if (bytesRead === 0) break;
				filled += bytesRead;
			}
			return filled;
		});
	} finally {
		await handle.close();
	}
}
const readText$2 = ({ source }) => source.kind === "memory" ? Promise.resolve(new TextDecoder().decode(source.data)) : readFile(source.path, "utf8");
async function digest(content, signal, onBytes = () => {}) {
	const hashes = new Map();
	const buffer = Buffer.allocUnsafeSlow(1 << 20);
	for (const file of content.files) {
		const hash = createHash("sha256");
		await reading$1(file, async (fill) => {
			for (let bytes = await fill(buffer); bytes > 0; bytes = await fill(buffer)) {
				signal.throwIfAborted();
				hash.update(buffer.subarray(0, bytes));
				onBytes(bytes);
			}
		});
		hashes.set(file.path, hash.digest("hex"));
	}
	return withDigest(content, hashes);
}
function withDigest(content, hashes) {
	const whole = createHash("sha256");
	for (const { path } of content.files) whole.update(`${hashes.get(path)}  ${path}\n`);
	return {
		...content,
		digest: whole.digest("hex"),
		hashes
	};
}
function subfolder(content, path, name) {
	const prefix = path === "" ? "" : `${path}/`;
	const files = content.files.filter((file) => file.path.startsWith(prefix)).map((file) => ({
		...file,
		path: file.path.slice(prefix.length)
	}));
	const hashes = files.map((file) => [file.path, content.hashes.get(prefix + file.path) ?? ""]);
	return withDigest(folder(name, files), new Map(hashes));
}
// src/modes/attest.ts
async function attest({ model: { attestation: choice } }, model, world, journal, signal) {
	if (!choice || model.kind === "registered") return void 0;
	return journal.phase("attestation", async () => {
		const server = world.environment["GITHUB_SERVER_URL"] ?? "https://github.com";
		const repository = choice.repository ?? world.origin.repository;
		if (repository === void 0) throw noRepository();
		if (!choice.bundles) demandGitHub(server);
		const { signerWorkflow, predicateType } = choice;
		const wanted = {
			server,
			repository,
			predicateType,
			...signerWorkflow === void 0 ? {} : { signerWorkflow }
		};
		const { verifyAttestations } = await import("./attestation.js");
		const given = model.archive ? await digest(model.archive, signal) : model.content;
		const github = {
			api: world.environment["GITHUB_API_URL"] ?? "https://api.github.com",
			token: world.inputs["github-token"]?.trim() ?? ""
		};
		const [attested, ...others] = await verifyAttestations({
			hashes: given.hashes,
			wanted,
			choice,
			github
		}, {
			download: world.download,
			scratch: world.scratch,
			signal
		});
		if (!attested) throw new Error("a model without files was attested");
		for (const one of [attested, ...others]) journal.note(`attestation: attested by ${describeAttested(one)}`);
		journal.learn({ attestation: attested });
		return attested;
	}, (attested) => attested ? describeAttested(attested) : "");
}
const noRepository = () => new ActionError({
	code: "invalid-input",
	message: "'verify-attestation' is 'true', which means the repository of the workflow, and this is none",
	hint: "Name the repository: 'verify-attestation: owner/name'."
});
function demandGitHub(server) {
	if (/(^|\.)(github|ghe)\.com$/.test(new URL(server).hostname)) return;
	throw new ActionError({
		code: "attestation-missing",
		message: `${server} is a GitHub Enterprise Server, which keeps no attestations`,
		hint: "Give the attestation and whom to trust as files: 'bundle' and 'trusted-root' of 'verify-attestation'."
	});
}
// src/together.ts
async function together$1(signal, tasks) {
	const stop = new AbortController();
	const either = AbortSignal.any([signal, stop.signal]);
	let first;
	const settled = await Promise.allSettled(tasks.map(async (task) => {
		try {
			return await task(either);
		} catch (error) {
			first ??= { error };
			stop.abort(error);
			throw error;
		}
	}));
	if (signal.aborted) throw signal.reason;
	if (first) throw first.error;
	return settled.map((result) => result.status === "fulfilled" ? result.value : void 0);
}
// src/model/unreadable.ts
const longestMessage = 600;
var Unreadable = class extends Error {
	offset;
	constructor(message, offset) {
		const text = printable(message.slice(0, longestMessage));
		super(offset === void 0 ? text : `${text}, at byte ${offset}`);
		this.name = "Unreadable";
		this.offset = offset;
	}
};
// src/model/bytes.ts
const largestPiece = 64 << 20;
async function opened(file, work) {
	if (file.source.kind === "memory") return work(bytesOf$3(file.source.data));
	const handle = await open(file.source.path);
	try {
		return await work({
			size: file.bytes,
			async read(offset, length) {
				if (length > 67108864) throw tooLarge(length, offset);
				const buffer = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, file.bytes - offset)));
				let filled = 0;
				while (filled < buffer.byteLength) {
					const left = buffer.byteLength - filled;
					const { bytesRead } = await handle.read(buffer, filled, left, offset + filled);
					if (bytesRead === 0) break;
					filled += bytesRead;
				}
				return buffer.subarray(0, filled);
			}
		});
	} finally {
		await handle.close();
	}
}
const bytesOf$3 = (data) => ({
	size: data.byteLength,
	read: async (offset, length) => data.subarray(offset, offset + length)
});
const part = (whole, offset, size) => ({
	size: Math.max(0, Math.min(size, whole.size - offset)),
	read(at, length) {
		return whole.read(offset + at, Math.max(0, Math.min(length, this.size - at)));
	}
});
function streamOf(bytes, piece = 1 << 18) {
	let at = 0;
	return {
		async next() {
			const data = await bytes.read(at, piece);
			at += data.byteLength;
			return data.byteLength === 0 ? void 0 : data;
		},
		async skip(count) {
			const left = Math.min(count, bytes.size - at);
			at += left;
			return left;
		}
	};
}
const tooLarge = (length, offset) => new Unreadable(`claims a piece of ${length} bytes, more than the ${largestPiece} allowed`, offset);
var Cursor = class {
	stream;
	room = Buffer.alloc(0);
	window = this.room;
	at = 0;
	ended = false;
	base = 0;
	constructor(stream) {
		this.stream = stream;
	}
	get offset() {
		return this.base + this.at;
	}
	get available() {
		return this.window.byteLength - this.at;
	}
	async ready(count) {
		if (count > 67108864) throw tooLarge(count, this.offset);
		while (this.available < count && !this.ended) {
			const piece = await this.stream.next();
			if (piece === void 0) this.ended = true;
			else this.append(piece);
		}
		return this.available;
	}
	append(piece) {
		const kept = this.look();
		const total = kept.byteLength + piece.byteLength;
		if (this.room.byteLength < total) this.room = Buffer.allocUnsafeSlow(total + kept.byteLength);
		kept.copy(this.room);
		this.room.set(piece, kept.byteLength);
		this.base += this.at;
		this.at = 0;
		this.window = this.room.subarray(0, total);
	}
	async require(count, what) {
		if (await this.ready(count) < count) throw new Unreadable(`ends in the middle of ${what}`, this.offset + this.available);
	}
	peek(ahead = 0) {
		return this.window[this.at + ahead];
	}
	look() {
		return this.window.subarray(this.at);
	}
	take(count) {
		const taken = this.window.subarray(this.at, this.at + count);
		if (taken.byteLength < count) throw new Unreadable("ends too early", this.offset + taken.byteLength);
		this.at += count;
		return taken;
	}
	async read(count, what) {
		await this.require(count, what);
		return Buffer.from(this.take(count));
	}
	async skip(count, what) {
		const inWindow = Math.min(count, this.available);
		this.at += inWindow;
		let left = count - inWindow;
		if (left > 0 && this.stream.skip) {
			const skipped = await this.stream.skip(left);
			this.base += this.at + skipped;
			this.at = 0;
			this.window = Buffer.alloc(0);
			left -= skipped;
		}
		while (left > 0) {
			const there = await this.ready(1);
			if (there === 0) throw new Unreadable(`ends in the middle of ${what}`, this.offset);
			const some = Math.min(left, there);
			this.at += some;
			left -= some;
		}
	}
};
// src/model/booster.ts
const names$5 = {
	xgboost: "XGBoost",
	lightgbm: "LightGBM",
	catboost: "CatBoost"
};
function describeBooster(facts, format, path) {
	return {
		framework: facts.framework,
		format,
		path,
		...facts.version !== void 0 && { version: facts.version },
		holds: inWords$2(facts),
		input: facts.columns.length > 0 ? {
			kind: "rows",
			columns: facts.columns
		} : { kind: "unknown" },
		output: facts.output,
		packages: {}
	};
}
function inWords$2(facts) {
	const details = [
		facts.trees !== void 0 && `${facts.trees} ${facts.trees === 1 ? "tree" : "trees"}`,
		facts.objective,
		facts.classes !== void 0 && `${facts.classes} classes`
	].filter((detail) => typeof detail === "string");
	const what = `${names$5[facts.framework]} ${facts.estimator ?? "booster"}`;
	return details.length > 0 ? `${what}: ${details.join(", ")}` : what;
}
function columnOf$1(name, values) {
	return {
		...name === void 0 ? {} : { name },
		type: typeOf$3(values),
		values: values.slice(0, 100)
	};
}
function typeOf$3(values) {
	if (values.every((value) => typeof value === "boolean")) return "boolean";
	if (values.every((value) => Number.isInteger(value))) return "integer";
	return values.every((value) => typeof value === "number") ? "number" : "text";
}
// src/model/encodings/kept.ts
var Budget = class {
	left = 64 << 20;
	spend(bytes, offset) {
		this.left -= bytes + 16;
		if (this.left < 0) throw new Unreadable("has more names and parameters than can be looked at", offset);
	}
};
function wantedOf(wanted, member) {
	if (wanted === true) return true;
	return Object.hasOwn(wanted, member) ? wanted[member] : void 0;
}
function at(kept, ...path) {
	let found = kept;
	for (const name of path) found = found instanceof Map ? found.get(name) : void 0;
	return found;
}
function textAt(kept, ...path) {
	const found = at(kept, ...path);
	return typeof found === "string" ? found : void 0;
}
function numberAt(kept, ...path) {
	const found = at(kept, ...path);
	const number = typeof found === "string" && found !== "" ? Number(found) : found;
	return typeof number === "number" && Number.isFinite(number) ? number : void 0;
}
function listAt(kept, ...path) {
	const found = at(kept, ...path);
	return Array.isArray(found) ? found : [];
}
// src/model/encodings/flatbuffers.ts
async function rootTable(bytes) {
	const buffer = new Pages(bytes);
	return new Table(buffer, await buffer.follow(0));
}
var Table = class Table {
	buffer;
	start;
	constructor(buffer, start) {
		this.buffer = buffer;
		this.start = start;
	}
	async int(field, otherwise) {
		const place = await this.place(field);
		return place === void 0 ? otherwise : (await this.buffer.view(place, 4)).readInt32LE();
	}
	async text(field) {
		const place = await this.target(field);
		return place === void 0 ? void 0 : this.buffer.text(place);
	}
	async table(field) {
		const place = await this.target(field);
		return place === void 0 ? void 0 : new Table(this.buffer, place);
	}
	async count(field) {
		const place = await this.target(field);
		return place === void 0 ? 0 : this.buffer.count(place);
	}
	async *tables(field) {
		const place = await this.target(field);
		if (place === void 0) return;
		const count = await this.buffer.count(place);
		for (let index = 0; index < count; index++) {
			const target = await this.buffer.follow(place + 4 + index * 4);
			yield new Table(this.buffer, target);
		}
	}
	async target(field) {
		const place = await this.place(field);
		return place === void 0 ? void 0 : this.buffer.follow(place);
	}
	async place(field) {
		const list = this.start - (await this.buffer.view(this.start, 4)).readInt32LE();
		const size = (await this.buffer.view(list, 2)).readUInt16LE();
		const entry = 4 + field * 2;
		if (entry + 2 > size) return void 0;
		const offset = (await this.buffer.view(list + entry, 2)).readUInt16LE();
		return offset === 0 ? void 0 : this.start + offset;
	}
};
const pageSize = 65536;
const mostPages = 64;
var Pages = class {
	bytes;
	pages = new Map();
	budget = new Budget();
	constructor(bytes) {
		this.bytes = bytes;
	}
	async view(offset, length) {
		if (offset < 0 || offset + length > this.bytes.size) throw new Unreadable("points beyond its end", Math.max(0, offset));
		const first = offset - offset % pageSize;
		if (offset + length > first + pageSize) return asBuffer(await this.bytes.read(offset, length));
		return (this.pages.get(first) ?? await this.load(first)).subarray(offset - first, offset - first + length);
	}
	async follow(place) {
		return place + (await this.view(place, 4)).readUInt32LE();
	}
	async count(place) {
		const count = (await this.view(place, 4)).readUInt32LE();
		if (count > this.bytes.size - place) throw new Unreadable(`claims ${count} items`, place);
		return count;
	}
	async text(place) {
		const length = await this.count(place);
		this.budget.spend(length, place);
		return (await this.view(place + 4, length)).toString("utf8");
	}
	async load(first) {
		const page = asBuffer(await this.bytes.read(first, pageSize));
		const [oldest] = this.pages.keys();
		if (oldest !== void 0 && this.pages.size >= mostPages) this.pages.delete(oldest);
		this.pages.set(first, page);
		return page;
	}
};
const asBuffer = (data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
// src/model/encodings/json.ts
function pickJson(cursor, wanted, signal) {
	return new Picker$1(cursor, signal).pick(wanted, 0);
}
const quote$1 = 34;
const backslash$1 = 92;
const comma$1 = 44;
const colon$1 = 58;
const openBracket$1 = 91;
const closeBracket$1 = 93;
const openBrace$1 = 123;
const closeBrace$1 = 125;
var Picker$1 = class {
	cursor;
	signal;
	budget = new Budget();
	constructor(cursor, signal) {
		this.cursor = cursor;
		this.signal = signal;
	}
	async pick(wanted, depth) {
		const first = await this.next();
		if (wanted === void 0 || wanted !== true && first !== openBrace$1) return this.pass();
		if (depth > 100) throw new Unreadable("is nested too deeply", this.cursor.offset);
		this.budget.spend(0, this.cursor.offset);
		if (first === openBrace$1) return this.object(wanted, depth);
		if (first === openBracket$1) return this.array(depth);
		return first === quote$1 ? this.text() : this.scalar();
	}
	async object(wanted, depth) {
		const members = new Map();
		this.cursor.take(1);
		if (await this.took(closeBrace$1)) return members;
		for (;;) {
			await this.expect(quote$1, "the name of a member");
			const name = await this.text();
			if (!await this.took(colon$1)) throw this.unexpected("a colon");
			const value = await this.pick(wantedOf(wanted, name), depth + 1);
			if (value !== void 0) members.set(name, value);
			if (await this.took(closeBrace$1)) return members;
			if (!await this.took(comma$1)) throw this.unexpected("a comma or the end of an object");
		}
	}
	async array(depth) {
		const items = [];
		this.cursor.take(1);
		if (await this.took(closeBracket$1)) return items;
		for (;;) {
			const item = await this.pick(true, depth + 1);
			if (item !== void 0) items.push(item);
			if (await this.took(closeBracket$1)) return items;
			if (!await this.took(comma$1)) throw this.unexpected("a comma or the end of a list");
		}
	}
	async text() {
		const parts = [];
		await this.passText((part) => {
			this.budget.spend(part.byteLength, this.cursor.offset);
			parts.push(Buffer.from(part));
		});
		const text = Buffer.concat(parts).toString("utf8").slice(1, -1);
		return text.includes("\\") ? unescaped$2(text) : text;
	}
	async scalar() {
		const offset = this.cursor.offset;
		const text = await this.word();
		const value = constants$3.get(text);
		if (value !== void 0) return value;
		if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) throw new Unreadable("is no JSON: expected a value", offset);
		return Number(text);
	}
	async pass() {
		const first = await this.next();
		if (first === openBrace$1 || first === openBracket$1) await this.passNested();
		else if (first === quote$1) await this.passText(() => {});
		else await this.word();
	}
	async passNested() {
		const ends = [];
		let inText = false;
		let escaped = false;
		for (;;) {
			this.signal?.throwIfAborted();
			const there = await this.cursor.ready(1);
			if (there === 0) throw this.ended();
			const window = this.cursor.look();
			for (let count = 0; count < there; count++) {
				const byte = window[count] ?? 0;
				if (escaped) escaped = false;
				else if (inText) {
					escaped = byte === backslash$1;
					inText = byte !== quote$1;
				} else if (byte === quote$1) inText = true;
				else if (byte === openBrace$1) ends.push(closeBrace$1);
				else if (byte === openBracket$1) ends.push(closeBracket$1);
				else if (byte === closeBrace$1 || byte === closeBracket$1) {
					if (ends.pop() !== byte) throw this.unexpected("another bracket", count);
					if (ends.length === 0) {
						this.cursor.take(count + 1);
						return;
					}
				}
				if (ends.length > 100) throw new Unreadable("is nested too deeply", this.cursor.offset + count);
			}
			this.cursor.take(there);
		}
	}
	async passText(part) {
		let escaped = false;
		for (let from = 1;; from = 0) {
			this.signal?.throwIfAborted();
			const there = await this.cursor.ready(1);
			if (there === 0) throw this.ended();
			const window = this.cursor.look();
			for (let count = from; count < there; count++) {
				const byte = window[count];
				if (escaped) escaped = false;
				else if (byte === backslash$1) escaped = true;
				else if (byte === quote$1) return part(this.cursor.take(count + 1));
			}
			part(this.cursor.take(there));
		}
	}
	async word() {
		const there = await this.cursor.ready(longestWord);
		let count = 0;
		while (count < there && !ending[this.cursor.peek(count) ?? 0]) count++;
		if (count === 0 || count >= longestWord) throw this.unexpected("a value");
		return this.cursor.take(count).toString("latin1");
	}
	async next() {
		for (;;) {
			this.signal?.throwIfAborted();
			if (this.cursor.available === 0 && await this.cursor.ready(1) === 0) throw this.ended();
			const byte = this.cursor.peek();
			if (byte !== void 0 && !isSpace(byte)) return byte;
			this.cursor.take(1);
		}
	}
	async took(byte) {
		const found = await this.next() === byte;
		if (found) this.cursor.take(1);
		return found;
	}
	async expect(byte, what) {
		if (await this.next() !== byte) throw this.unexpected(what);
	}
	unexpected(wanted, ahead = 0) {
		return new Unreadable(`is no JSON: expected ${wanted}`, this.cursor.offset + ahead);
	}
	ended() {
		return new Unreadable("ends in the middle of its JSON", this.cursor.offset);
	}
};
const longestWord = 400;
const constants$3 = new Map([
	["null", null],
	["true", true],
	["false", false],
	["NaN", NaN],
	["Infinity", Number.POSITIVE_INFINITY],
	["-Infinity", Number.NEGATIVE_INFINITY]
]);
const isSpace = (byte) => byte === 32 || byte === 10 || byte === 13 || byte === 9;
const tableOf$1 = (characters) => Array.from({ length: 256 }, (_, byte) => characters.includes(String.fromCharCode(byte)));
const ending = tableOf$1(" \n\r	,:\"{}[]");
const shorthands$1 = {
	b: "\b",
	f: "\f",
	n: "\n",
	r: "\r",
	t: "	"
};
const unescaped$2 = (text) => text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code, short = "") => code === void 0 ? shorthands$1[short] ?? short : String.fromCharCode(Number.parseInt(code, 16)));
// src/model/formats/catboost-features.ts
const kinds$1 = [
	{
		field: 5,
		place: 2,
		name: 4,
		kind: "number"
	},
	{
		field: 4,
		place: 1,
		name: 2,
		kind: "text"
	},
	{
		field: 12,
		place: 1,
		name: 2,
		kind: "text"
	},
	{
		field: 18,
		place: 1,
		name: 2,
		kind: "array"
	}
];
const mostFeatures$1 = 1 << 20;
async function readCatboostFeatures(model, signal) {
	const found = new Map();
	let count = 0;
	for (const { field, place, name, kind } of kinds$1) for await (const feature of model.tables(field)) {
		signal?.throwIfAborted();
		const at = await feature.int(place, -1);
		if (at < 0 || at >= mostFeatures$1 || found.has(at)) throw new Unreadable(`has a feature at place ${at}, where none can be`);
		found.set(at, {
			name: await feature.text(name) ?? "",
			kind
		});
		count = Math.max(count, at + 1);
	}
	const named = Array.from(found).some(([at, { name }]) => name !== "" && name !== `${at}`);
	return {
		columns: Array.from({ length: count }, (_, at) => {
			const { name = "", kind = "number" } = found.get(at) ?? {};
			return {
				...named && { name },
				type: kind === "number" ? "number" : "text"
			};
		}),
		arrays: Array.from(found).filter(([, { kind }]) => kind === "array").map(([at, { name }]) => name || `${at}`)
	};
}
// src/model/formats/catboost.ts
const catboostFormat = {
	name: "CatBoost model",
	recognises: (head) => isCatboost(head),
	async read({ path, bytes, signal }) {
		const facts = await readModel$2(bytes, signal);
		const described = describeBooster(facts, "catboost-binary", path);
		return {
			description: facts.arrays ? withArrays(described, facts.arrays) : described,
			findings: []
		};
	}
};
const catboostBlob = {
	recognises: (head) => isCatboost(head),
	read: async (cursor, size) => readModel$2(size > 2 * edge ? await readEdges(cursor) : bytesOf$3(await cursor.read(size, what)))
};
const what = "a CatBoost model";
const mark = "CBM1";
const headerSize$1 = 8;
const core = {
	trees: 1,
	info: 2
};
const trees$1 = {
	dimension: 0,
	sizes: 2
};
const isCatboost = (head) => Buffer.from(head.subarray(0, 4)).toString("latin1") === mark;
const edge = 16 << 20;
async function readEdges(cursor) {
	const front = await cursor.read(edge, what);
	const size = Math.max(edge, headerSize$1 + front.readUInt32LE(4));
	const backAt = Math.max(edge, size - edge);
	await cursor.skip(backAt - edge, what);
	const back = await cursor.read(size - backAt, what);
	return {
		size,
		async read(offset, length) {
			const data = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
			if (offset < edge) front.copy(data, 0, offset);
			const ahead = Math.max(0, backAt - offset);
			back.copy(data, ahead, Math.max(0, offset - backAt));
			return data;
		}
	};
}
async function readModel$2(bytes, signal) {
	const header = await bytes.read(0, headerSize$1);
	if (header.byteLength < headerSize$1 || !isCatboost(header)) throw new Unreadable("ends in the middle of its header", header.byteLength);
	const coreSize = Buffer.from(header).readUInt32LE(4);
	if (headerSize$1 + coreSize > bytes.size) throw new Unreadable(`ends before the ${coreSize} bytes of its core do`, bytes.size);
	const root = await rootTable(part(bytes, headerSize$1, coreSize));
	const model = await root.table(core.trees);
	if (model === void 0) throw new Unreadable("is a CatBoost model without trees", headerSize$1);
	const { columns, arrays } = await readCatboostFeatures(model, signal);
	return {
		...await readInfo(root, await model.int(trees$1.dimension, 1)),
		columns,
		...arrays.length > 0 && { arrays },
		trees: await model.count(trees$1.sizes)
	};
}
async function readInfo(root, dimension) {
	const info = new Map();
	for await (const entry of root.tables(core.info)) {
		const name = await entry.text(0);
		if (name !== void 0 && notes.has(name)) info.set(name, await entry.text(1) ?? "");
	}
	const version = versionIn(info.get("catboost_version_info") ?? "");
	const loss = textAt(await parse$3(info, "params", { loss_function: { type: true } }), "loss_function", "type");
	const labels = labelsIn(await parse$3(info, "class_params", true), version);
	const classes = loss !== void 0 && oneOfClasses.has(loss) ? Math.max(2, dimension) : void 0;
	return {
		framework: "catboost",
		...version !== void 0 && { version },
		...loss !== void 0 && { objective: loss },
		...classes !== void 0 && {
			classes,
			estimator: "classifier"
		},
		...labels.length > 0 && { labels },
		output: outputOf$5(loss, classes, labels, dimension)
	};
}
const notes = new Set([
	"catboost_version_info",
	"params",
	"class_params"
]);
const oneOfClasses = new Set([
	"Logloss",
	"CrossEntropy",
	"MultiClass",
	"MultiClassOneVsAll"
]);
function outputOf$5(loss, classes, labels, dimension) {
	if (classes === void 0) return dimension > 1 ? {
		kind: "numbers",
		width: dimension
	} : { kind: "numbers" };
	const probabilities = loss !== "MultiClassOneVsAll";
	return labels.length === classes ? {
		kind: "classes",
		classes: labels,
		probabilities
	} : {
		kind: "classes",
		probabilities
	};
}
const versionIn = (note) => /(?:tags\/v|CatBoost release )(\d+(?:\.\d+)+)/i.exec(note)?.[1];
function labelsIn(parameters, version) {
	if (version === void 0 && textAt(parameters, "class_label_type") === "Boolean") return [];
	const names = listAt(parameters, "class_names");
	return (names.length > 0 ? names : listAt(parameters, "class_to_label")).filter((label) => label !== null && typeof label !== "object");
}
async function parse$3(info, name, wanted) {
	const text = info.get(name);
	if (text === void 0 || text === "") return void 0;
	return pickJson(new Cursor(streamOf(bytesOf$3(Buffer.from(text)))), wanted);
}
function withArrays(description, arrays) {
	return {
		...description,
		needsCode: {
			reason: `the model takes lists of numbers as features (${arrays.slice(0, 5).join(", ")})`,
			script: script$7
		}
	};
}
const script$7 = `import json
import os

from catboost import CatBoost, Pool


def init():
    global model
    folder = os.environ["AZUREML_MODEL_DIR"]
    model = CatBoost().load_model(os.path.join(folder, "model.cbm"))


def run(raw_data):
    rows = json.loads(raw_data)["data"]
    features = Pool(rows, embedding_features=[...])  # the numbers of those columns
    return {"predict": model.predict(features).tolist()}
`;
// src/model/encodings/hdf5Attribute.ts
const classes = {
	string: 3,
	variableLength: 9
};
const longestName$1 = 4096;
async function readAttribute$1(fields, { start, size }) {
	const head = await fields.at(start, Math.min(size, 9));
	const version = head.byte(0);
	if (version < 1 || version > 3) throw new Unreadable(`has an attribute of an unknown version, ${version}`, start);
	const [nameSize, typeSize, spaceSize] = [
		head.number(2, 2),
		head.number(4, 2),
		head.number(6, 2)
	];
	if (nameSize > longestName$1) throw new Unreadable("has an attribute of too long a name", start);
	const filled = (length) => version === 1 ? Math.ceil(length / 8) * 8 : length;
	const nameAt = version === 3 ? 9 : 8;
	const typeAt = nameAt + filled(nameSize);
	const spaceAt = typeAt + filled(typeSize);
	const dataAt = spaceAt + filled(spaceSize);
	const body = await fields.at(start, Math.min(size, dataAt));
	const name = body.text(nameAt, nameSize).replace(/\0.*$/s, "");
	if (version > 1 && head.byte(1) !== 0 || !isSingle$1(body, spaceAt)) return void 0;
	const value = await readText$1(fields, body, typeAt, start + dataAt);
	return value && {
		name,
		value
	};
}
function isSingle$1(body, at) {
	const version = body.byte(at);
	const rank = body.byte(at + 1);
	const dimensions = at + (version === 1 ? 8 : 4);
	if (version === 2 && body.byte(at + 3) === 2) return false;
	return rank === 0 || rank === 1 && body.length(dimensions) === 1;
}
async function readText$1(fields, body, typeAt, dataAt) {
	const kind = body.byte(typeAt) & 15;
	if (kind === classes.string) return withoutFilling(checked(fields, dataAt, body.number(typeAt + 4, 4)));
	if (!(kind === classes.variableLength && (body.byte(typeAt + 1) & 15) === 1)) return void 0;
	const reference = await fields.at(dataAt, 8 + fields.addressSize);
	return fromGlobalHeap(fields, reference.address(4), reference.number(4 + fields.addressSize, 4));
}
function checked(fields, at, size) {
	if (at + size > fields.bytes.size) throw new Unreadable("ends in the middle of an attribute", fields.bytes.size);
	return part(fields.bytes, at, size);
}
async function withoutFilling(text) {
	const piece = 4096;
	let end = text.size;
	while (end > 0) {
		const start = Math.max(0, end - piece);
		const last = (await text.read(start, end - start)).findLastIndex((byte) => byte !== 0);
		if (last >= 0) return part(text, 0, start + last + 1);
		end = start;
	}
	return part(text, 0, 0);
}
const mostObjects$1 = 1e5;
async function fromGlobalHeap(fields, at, index) {
	const head = await fields.at(at, 8 + fields.lengthSize);
	if (head.text(0, 4) !== "GCOL") throw new Unreadable("has a text that points to no heap of texts", at);
	const end = at + head.length(8);
	const headSize = 8 + fields.lengthSize;
	let place = at + headSize;
	for (let count = 0; place + headSize <= end && count < mostObjects$1; count++) {
		const object = await fields.at(place, headSize);
		const number = object.number(0, 2);
		if (number === 0) break;
		const size = object.length(8);
		if (number === index) return withoutFilling(checked(fields, place + headSize, size));
		place += headSize + Math.ceil(size / 8) * 8;
	}
	throw new Unreadable("has a text that is not in its heap", at);
}
// src/model/encodings/hdf5Fields.ts
var Fields = class Fields {
	bytes;
	addressSize;
	lengthSize;
	data;
	base;
	constructor(bytes, addressSize, lengthSize, data = Buffer.alloc(0), base = 0) {
		for (const size of [addressSize, lengthSize]) if (![
			2,
			4,
			8
		].includes(size)) throw new Unreadable(`is HDF5 with numbers of ${size} bytes, which nobody writes`, base);
		this.bytes = bytes;
		this.addressSize = addressSize;
		this.lengthSize = lengthSize;
		this.data = data;
		this.base = base;
	}
	async at(offset, size) {
		if (offset > this.bytes.size) throw new Unreadable(`points to byte ${offset}, beyond its end`, this.base);
		const data = await this.bytes.read(offset, size);
		const view = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
		return new Fields(this.bytes, this.addressSize, this.lengthSize, view, offset);
	}
	number(at, size) {
		if (at + size > this.data.byteLength) throw new Unreadable("ends too early", this.base + this.data.byteLength);
		return size === 8 ? Number(this.data.readBigUInt64LE(at)) : this.data.readUIntLE(at, size);
	}
	byte(at) {
		return this.number(at, 1);
	}
	address(at) {
		return this.number(at, this.addressSize);
	}
	length(at) {
		return this.number(at, this.lengthSize);
	}
	text(at, size) {
		return this.data.toString("utf8", at, at + size);
	}
};
// src/model/encodings/hdf5.ts
const signature = Buffer.from("HDF\r\n\n", "latin1");
const places = [
	0,
	512,
	1024,
	2048
];
const looksLikeHdf5 = (head) => superblockAt(head) !== void 0;
const superblockAt = (head) => places.find((at) => signature.equals(head.subarray(at, at + signature.byteLength)));
async function rootAttributes(bytes, signal) {
	const head = await bytes.read(0, 4096);
	const at = superblockAt(head);
	if (at === void 0) throw new Unreadable("is no HDF5 file");
	const { fields, root } = await readSuperblock(bytes, at);
	const found = new Map();
	for await (const message of messages(fields, root)) {
		signal.throwIfAborted();
		if (message.type !== attributeMessage) continue;
		const attribute = await readAttribute$1(fields, message);
		if (attribute) found.set(attribute.name, attribute.value);
	}
	return found;
}
const attributeMessage = 12;
const continuationMessage = 16;
async function readSuperblock(bytes, at) {
	const block = await new Fields(bytes, 8, 8).at(at, 128);
	const version = block.byte(8);
	if (version > 3) throw new Unreadable(`is HDF5 of an unknown version, ${version}`, at + 8);
	const early = version < 2;
	const offsets = early ? 13 : 9;
	const fields = new Fields(bytes, block.byte(offsets), block.byte(offsets + 1));
	const sized = await fields.at(at, 128);
	const addresses = early ? version === 0 ? 24 : 28 : 12;
	const base = sized.address(addresses);
	const root = sized.address(addresses + (early ? 5 : 3) * fields.addressSize);
	return {
		fields: new Fields(base === 0 ? bytes : part(bytes, base, bytes.size - base), fields.addressSize, fields.lengthSize),
		root
	};
}
const mostBlocks$1 = 1e3;
const mostMessages = 1e4;
async function* messages(fields, header) {
	const { first, describe } = await readHeader$2(fields, header);
	const blocks = [first];
	let left = mostMessages;
	for (let block = blocks.shift(); block; block = blocks.shift()) for (let at = block.start; at + describe.headSize <= block.end;) {
		if (--left < 0) throw new Unreadable("has an object with too many messages", at);
		const message = describe.read(await fields.at(at, describe.headSize), at);
		if (message.start + message.size > block.end) throw new Unreadable("has a message that goes beyond its block", at);
		if (message.type === continuationMessage) {
			if (blocks.length === mostBlocks$1) throw new Unreadable("is continued too often", at);
			const next = await fields.at(message.start, fields.addressSize + fields.lengthSize);
			const start = next.address(0);
			const end = start + next.length(fields.addressSize);
			blocks.push({
				start: start + describe.blockHead,
				end: end - describe.blockTail
			});
		} else yield message;
		at = message.start + message.size;
	}
}
async function readHeader$2(fields, at) {
	const head = await fields.at(at, 16);
	if (head.text(0, 4) === "OHDR") return readNewHeader(fields, at);
	if (head.byte(0) !== 1) throw new Unreadable("has no header where its root group should be", at);
	return {
		first: {
			start: at + 16,
			end: at + 16 + head.number(8, 4)
		},
		describe: {
			headSize: 8,
			read: (message, start) => ({
				type: message.number(0, 2),
				start: start + 8,
				size: message.number(2, 2)
			}),
			blockHead: 0,
			blockTail: 0
		}
	};
}
async function readNewHeader(fields, at) {
	const head = await fields.at(at, 64);
	const flags = head.byte(5);
	const times = (flags & 32) === 0 ? 0 : 16;
	const phases = (flags & 16) === 0 ? 0 : 4;
	const sizeOfSize = 1 << (flags & 3);
	const before = 6 + times + phases;
	const start = at + before + sizeOfSize;
	const headSize = (flags & 4) === 0 ? 4 : 6;
	return {
		first: {
			start,
			end: start + head.number(before, sizeOfSize)
		},
		describe: {
			headSize,
			read: (message, place) => ({
				type: message.byte(0),
				start: place + headSize,
				size: message.number(1, 2)
			}),
			blockHead: 4,
			blockTail: 4
		}
	};
}
// src/model/encodings/parsed.ts
var import_dist = require_dist();
const largestYaml = 2 << 20;
const mostMarks = 2e5;
const mostAliases = 100;
function parseYaml(text) {
	if (text.length > largestYaml) throw new Unreadable(`has ${text.length} characters, more than a configuration ever has`);
	if ((text.match(/[\n,:[\]{}]/g) ?? []).length > mostMarks) throw new Unreadable("has more lines and values than a configuration ever has");
	return refusing("YAML", () => {
		const document = (0, import_dist.parseDocument)(text, {
			uniqueKeys: false,
			logLevel: "error"
		});
		const [error] = document.errors;
		if (error) throw error;
		let aliases = 0;
		(0, import_dist.visit)(document, { Alias: () => ++aliases > mostAliases ? import_dist.visit.BREAK : void 0 });
		if (aliases > mostAliases) throw new Unreadable(`has more than ${mostAliases} aliases`);
		return document.toJS({
			mapAsMap: true,
			maxAliasCount: mostAliases
		});
	});
}
const parseJson = (text) => refusing("JSON", () => JSON.parse(text));
function refusing(language, parse) {
	try {
		return keep$1(parse(), 0);
	} catch (error) {
		if (error instanceof Unreadable) throw error;
		const [why = ""] = error instanceof Error ? error.message.split("\n") : [];
		if (why.startsWith("Maximum call stack")) throw new Unreadable("is nested too deeply");
		throw new Unreadable(`is no ${language}: ${why.replace(/:$|, (\.\.\.)?".*$/, "")}`);
	}
}
function keep$1(value, depth) {
	if (depth > 100) throw new Unreadable("is nested too deeply");
	if (Array.isArray(value)) return value.map((item) => keep$1(item, depth + 1));
	if (typeof value === "object" && value !== null) {
		const members = value instanceof Map ? [...value] : Object.entries(value);
		return new Map(members.map(([name, member]) => [String(name), keep$1(member, depth + 1)]));
	}
	if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
	return null;
}
const parsedFile = (folder, path, parse) => folder.open(path, async (bytes) => parse(Buffer.from(await bytes.read(0, bytes.size)).toString("utf8")));
// src/model/encodings/small-json.ts
const largest = 16 << 20;
async function readSmallJson(bytes, what) {
	if (bytes.size > largest) throw new Unreadable(`has ${bytes.size} bytes in ${what}, more than the ${largest} that are looked at`);
	return parseJson(Buffer.from(await bytes.read(0, bytes.size)).toString("utf8"));
}
// src/model/encodings/inflated.ts
function inflated(packed, decompressor, what) {
	let pieces;
	return { async next() {
		pieces ??= pipeline(Readable.from(copies(packed)), decompressor, () => {})[Symbol.asyncIterator]();
		try {
			const { done, value } = await pieces.next();
			return done ? void 0 : value;
		} catch (error) {
			if (error instanceof Unreadable) throw error;
			throw new Unreadable(`holds ${what} that cannot be unpacked: ${error.message}`);
		}
	} };
}
async function* copies(stream) {
	for (let piece = await stream.next(); piece; piece = await stream.next()) yield piece.slice();
}
// src/model/encodings/zip.ts
const mostEntries$2 = 2e5;
const endOfDirectory64 = 101075792;
const locator64 = 117853008;
const directoryEntry = 33639248;
const localHeader = 67324752;
const looksLikeZip = (head) => head[0] === 80 && head[1] === 75 && (head[2] === 3 && head[3] === 4 || head[2] === 5 && head[3] === 6);
async function readZip(bytes) {
	const directory = await findDirectory(bytes);
	const entries = new Map();
	const names = new Set();
	let first;
	for (const entry of parseDirectory(await directory.read(), directory.offset)) {
		first ??= entry.name;
		const name = entry.name.toLowerCase();
		if (names.has(name)) throw new Unreadable(`holds '${entry.name}' more than once`, entry.offset);
		names.add(name);
		if (!entry.name.endsWith("/")) entries.set(entry.name, entry);
	}
	const locate = async (entry) => {
		const header = view(await bytes.read(entry.offset, 30));
		if (header.byteLength < 30 || header.readUInt32LE(0) !== localHeader) throw new Unreadable(`is an archive that lists '${entry.name}' without holding it`, entry.offset);
		const length = header.readUInt16LE(26);
		const name = view(await bytes.read(entry.offset + 30, length)).toString("utf8");
		if (name.replaceAll("\\", "/") !== entry.name) throw new Unreadable(`is an archive whose directory lists '${entry.name}' where '${name}' is`, entry.offset);
		const start = entry.offset + 30 + length + header.readUInt16LE(28);
		if (start + entry.compressedSize > bytes.size) throw new Unreadable(`ends in the middle of its '${entry.name}'`, entry.offset);
		return part(bytes, start, entry.compressedSize);
	};
	return {
		entries,
		first: first ?? "",
		async stream(entry) {
			const packed = streamOf(await locate(entry));
			return entry.method === "stored" ? packed : unpack$2(packed, entry);
		},
		async open(entry) {
			const packed = await locate(entry);
			if (entry.method === "stored") return packed;
			if (entry.size > 67108864) throw new Unreadable(`holds '${entry.name}' of ${entry.size} bytes, more than the ${largestPiece} that are looked at`);
			const pieces = [];
			const stream = unpack$2(streamOf(packed), entry);
			for (let piece = await stream.next(); piece; piece = await stream.next()) pieces.push(piece.slice());
			return bytesOf$3(Buffer.concat(pieces));
		}
	};
}
function unpack$2(packed, entry) {
	if (entry.method === "other") throw new Unreadable(`holds '${entry.name}', which is encrypted or compressed in a way that Python's zipfile seldom writes`);
	const stream = inflated(packed, createInflateRaw(), `an entry '${entry.name}'`);
	let total = 0;
	return { async next() {
		const piece = await stream.next();
		total += piece?.byteLength ?? 0;
		if (piece === void 0 ? total < entry.size : total > entry.size) throw new Unreadable(`holds '${entry.name}' with ${piece ? "more" : "fewer"} bytes than the ${entry.size} that its directory says`);
		return piece;
	} };
}
async function findDirectory(bytes) {
	const tailSize = Math.min(bytes.size, 65557 + sizes64);
	const tailAt = bytes.size - tailSize;
	const tail = view(await bytes.read(tailAt, tailSize));
	const at = tail.lastIndexOf(endMark, tail.byteLength - 22);
	if (at < 0) throw new Unreadable("is an archive without a directory: it was cut off", bytes.size);
	const lies = (why) => new Unreadable(`is an archive ${why}`, tailAt + at);
	if (tail.indexOf(endMark, at + 1) >= 0 || at + 22 + tail.readUInt16LE(at + 20) !== tail.length) throw lies("that goes on behind its end");
	const narrow = {
		size: tail.readUInt32LE(at + 12),
		offset: tail.readUInt32LE(at + 16)
	};
	const isWide = at >= 20 && tail.readUInt32LE(at - 20) === locator64;
	const found = isWide ? await findDirectory64(bytes, tail, at) : narrow;
	if (Object.keys(narrow).some((key) => differ(narrow[key], found[key]))) throw lies("that has two directories");
	if (found.offset + found.size > bytes.size) throw lies("whose directory goes beyond its end");
	if (found.offset + found.size + (isWide ? sizes64 : 0) !== tailAt + at) throw lies("whose directory is not where it should be");
	return {
		offset: found.offset,
		read: async () => view(await bytes.read(found.offset, found.size))
	};
}
const endMark = Buffer.from("PK", "latin1");
const sizes64 = 76;
const differ = (narrow, wide) => narrow !== wide && narrow !== 4294967295;
async function findDirectory64(bytes, tail, end) {
	const offset = Number(tail.readBigUInt64LE(end - 20 + 8));
	const record = view(await bytes.read(offset, 56));
	if (record.byteLength < 56 || record.readUInt32LE(0) !== endOfDirectory64) throw new Unreadable("is an archive whose directory is not where it should be", offset);
	return {
		size: Number(record.readBigUInt64LE(40)),
		offset: Number(record.readBigUInt64LE(48))
	};
}
function* parseDirectory(directory, base) {
	let count = 0;
	for (let at = 0; at < directory.byteLength;) {
		if (at + 46 > directory.byteLength || directory.readUInt32LE(at) !== directoryEntry) throw new Unreadable("is an archive with a damaged directory", base + at);
		if (++count > mostEntries$2) throw new Unreadable(`is an archive of more than ${mostEntries$2} entries`, base + at);
		const nameLength = directory.readUInt16LE(at + 28);
		const extraLength = directory.readUInt16LE(at + 30);
		const next = at + 46 + nameLength + extraLength + directory.readUInt16LE(at + 32);
		if (next > directory.byteLength) throw new Unreadable("is an archive with a damaged directory", base + at);
		const encrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
		const method = directory.readUInt16LE(at + 10);
		const extra = directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
		const [size, compressedSize, offset] = widen(extra, [
			directory.readUInt32LE(at + 24),
			directory.readUInt32LE(at + 20),
			directory.readUInt32LE(at + 42)
		]);
		const name = directory.toString("utf8", at + 46, at + 46 + nameLength).replaceAll("\\", "/");
		if (name.includes("\0") || hasOtherName(extra, name)) throw new Unreadable(`is an archive that holds '${name}', which some read as another name`, base + at);
		yield {
			name,
			size,
			compressedSize,
			method: encrypted ? "other" : method === 0 ? "stored" : method === 8 ? "deflated" : "other",
			kind: kindOf$3(directory.subarray(at, at + 46)),
			offset
		};
		at = next;
	}
}
function kindOf$3(entry) {
	const type = entry.readUInt8(5) === 3 || entry.readUInt8(5) === 19 ? entry.readUInt32LE(38) >>> 28 & 15 : 0;
	if (type === 0 || type === 8 || type === 4) return "file";
	return { other: type === 10 ? "a symbolic link" : "a device or a pipe" };
}
function hasOtherName(extra, name) {
	for (const [kind, content] of fieldsOf(extra)) {
		if (kind !== 28789) continue;
		const other = content.toString("utf8", 5);
		if (other !== name && (isAscii$1(other) || isAscii$1(name))) return true;
	}
	return false;
}
const isAscii$1 = (text) => /^\p{ASCII}*$/u.test(text);
function* fieldsOf(extra) {
	for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.readUInt16LE(at + 2)) yield [extra.readUInt16LE(at), extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2))];
}
function widen(extra, narrow) {
	for (const [kind, content] of fieldsOf(extra)) {
		if (kind !== 1) continue;
		let from = 0;
		return narrow.map((value) => {
			if (value !== 4294967295 || from + 8 > content.byteLength) return value;
			from += 8;
			return Number(content.readBigUInt64LE(from - 8));
		});
	}
	return narrow;
}
const view = (data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
// src/model/keras/config.ts
function layersOf(model) {
	const config = at(model, "config");
	return Array.isArray(config) ? config : listAt(config, "layers");
}
const nameOf$4 = (layer) => textAt(layer, "config", "name") ?? textAt(layer, "name") ?? "";
const deepestModel = 10;
function inputsOf(model) {
	const tensors = builtFor(model, 0);
	if (isStateful(model, 0)) return tensors;
	return tensors?.map((tensor) => {
		const [rows, ...rest] = tensor.shape ?? [];
		return typeof rows === "number" ? {
			...tensor,
			shape: [null, ...rest]
		} : tensor;
	});
}
const isStateful = (model, depth) => layersOf(model).some((layer) => at(layer, "config", "stateful") === true || depth < deepestModel && isModel(layer) && isStateful(layer, depth + 1));
function builtFor(model, depth) {
	const named = at(model, "config", "input_layers");
	if (named === void 0) return inputsOfSequence(model, depth);
	const layers = new Map(layersOf(model).map((layer) => [nameOf$4(layer), layer]));
	return all(endsOf(named).map(({ key, layer }) => {
		const input = inputOf$4(layers.get(layer));
		return input && {
			...input,
			name: key
		};
	}));
}
function inputsOfSequence(model, depth) {
	const [first] = layersOf(model);
	if (first === void 0) return void 0;
	if (isModel(first)) return depth < deepestModel ? builtFor(first, depth + 1) : void 0;
	const own = inputOf$4(first);
	if (own) return [isInput(first) ? own : {
		...own,
		name: `${own.name}_input`
	}];
	const shape = shapeOf(at(model, "config", "build_input_shape"));
	return shape && [{
		name: "input",
		type: typeOf$2(first),
		shape
	}];
}
const isModel = (layer) => layersOf(layer).length > 0;
const isInput = (layer) => textAt(layer, "class_name") === "InputLayer";
function inputOf$4(layer) {
	const config = at(layer, "config");
	if (at(config, "sparse") === true || at(config, "ragged") === true) return void 0;
	const shape = shapeOf(at(config, "batch_shape") ?? at(config, "batch_input_shape"));
	return shape && {
		name: nameOf$4(layer),
		type: typeOf$2(layer),
		shape
	};
}
function outputsOf(model, depth = 0) {
	const named = at(model, "config", "output_layers");
	const layers = layersOf(model);
	if (named === void 0) {
		const last = layers.at(-1);
		if (last === void 0) return void 0;
		if (isModel(last)) return depth < deepestModel ? outputsOf(last, depth + 1) : void 0;
		return [outputOf$4(last, nameOf$4(last))];
	}
	const byName = new Map(layers.map((layer) => [nameOf$4(layer), layer]));
	const seen = new Map();
	return all(endsOf(named).map(({ key, layer }) => {
		const count = seen.get(key) ?? 0;
		seen.set(key, count + 1);
		const found = byName.get(layer);
		if (found === void 0) return void 0;
		return outputOf$4(found, count === 0 ? key : `${key}_${count}`);
	}));
}
function outputOf$4(layer, name) {
	const type = typeOf$2(layer);
	const units = numberAt(layer, "config", "units");
	const before = shapeOf(at(layer, "build_config", "input_shape"));
	if (textAt(layer, "class_name") !== "Dense" || units === void 0 || !before) return {
		name,
		type
	};
	return {
		name,
		type,
		shape: [
			null,
			...before.slice(1, -1),
			units
		]
	};
}
function endsOf(named) {
	if (named instanceof Map) return [...named].flatMap(([key, end]) => endsOf(end).map(({ layer }) => ({
		layer,
		key
	})));
	if (!Array.isArray(named)) return [];
	const [first] = named;
	if (typeof first === "string") return [{
		layer: first,
		key: first
	}];
	return named.flatMap((end) => isEnd(end) ? endsOf(end) : []);
}
const isEnd = (end) => Array.isArray(end) && typeof end[0] === "string";
const all = (tensors) => {
	const known = tensors.filter((tensor) => tensor !== void 0);
	return known.length === tensors.length && known.length > 0 ? known : void 0;
};
function shapeOf(kept) {
	if (!Array.isArray(kept)) return void 0;
	const axes = [];
	for (const axis of kept) {
		if (axis !== null && typeof axis !== "number") return void 0;
		axes.push(axis);
	}
	return axes;
}
const elementTypes$3 = new Set([
	"bool",
	"int8",
	"int16",
	"int32",
	"int64",
	"uint8",
	"uint16",
	"uint32",
	"uint64",
	"float16",
	"bfloat16",
	"float32",
	"float64",
	"string"
]);
const isElementType = (name) => elementTypes$3.has(name);
function typeOf$2(layer) {
	const type = (textAt(layer, "config", "dtype") ?? textAt(layer, "config", "dtype", "config", "name") ?? "float32").replace(/^mixed_/, "");
	return isElementType(type) ? type : "float32";
}
// src/model/scan/dangerous.ts
const dangerousOfPython = [
	{
		why: "reaches the operating system: its commands, processes and files",
		modules: "os posix nt posixpath ntpath macpath"
	},
	{
		why: "runs commands of the operating system",
		modules: `subprocess _posixsubprocess commands popen2 pty _osx_support _aix_support _pyrepl
      pydoc webbrowser antigravity _winapi asyncio.subprocess asyncio.base_subprocess`,
		names: {
			platform: "popen _syscmd_file _syscmd_ver",
			uuid: "_get_command_stdout _popen _find_mac _ifconfig_getnode",
			imaplib: "IMAP4_stream",
			asyncio: "create_subprocess_shell create_subprocess_exec",
			"distutils.spawn": "spawn"
		}
	},
	{
		why: "runs text or bytes as Python code",
		modules: `code codeop runpy timeit cProfile profile pdb bdb trace doctest idlelib lib2to3 test
      unittest compileall py_compile marshal dis symtable tabnanny _xxsubinterpreters
      _interpreters _testinternalcapi rlcompleter`,
		names: {
			builtins: "eval exec execfile compile apply input raw_input breakpoint intern reload",
			codecs: "open decode lookup getdecoder",
			typing: "get_type_hints ForwardRef",
			dataclasses: "make_dataclass dataclass _create_fn",
			string: "Formatter",
			collections: "namedtuple"
		}
	},
	{
		why: "reaches any attribute of any object by its name, and so anything in Python's memory",
		modules: "inspect gc sys pkgutil",
		names: {
			builtins: `getattr setattr delattr hasattr globals locals vars dir super __dict__
        __import__ __loader__ __spec__ __build_class__ memoryview`,
			operator: "attrgetter methodcaller call",
			copyreg: `add_extension remove_extension clear_extension_cache pickle dispatch_table
        _extension_registry _inverted_registry _extension_cache`
		}
	},
	{
		why: "makes code or a module out of data",
		names: { types: `CodeType FunctionType LambdaType ModuleType MethodType CellType FrameType
        TracebackType coroutine new_class prepare_class resolve_bases DynamicClassAttribute` }
	},
	{
		why: "imports modules, whose code then runs, from wherever it is told",
		modules: `importlib imp _imp _frozen_importlib _frozen_importlib_external zipimport zipapp
      modulefinder site sitecustomize usercustomize sysconfig this __hello__ __phello__`
	},
	{
		why: "calls into machine code and any address of memory",
		modules: "ctypes _ctypes mmap _testcapi cffi _cffi_backend"
	},
	{
		why: "opens a connection to the network",
		modules: `socket _socket ssl _ssl http httplib urllib urllib2 urlparse ftplib smtplib telnetlib
      nntplib imaplib poplib xmlrpc xmlrpclib socketserver SocketServer select selectors
      asyncore asynchat smtpd wsgiref cgi BaseHTTPServer SimpleHTTPServer`
	},
	{
		why: "unpickles or evaluates what is hidden in a value or another file",
		modules: "pickle shelve dbm pickletools anydbm dumbdbm dbhash gdbm"
	},
	{
		why: "starts threads or processes, or ends them",
		modules: `multiprocessing _multiprocessing concurrent asyncio threading _thread dummy_threading
      signal _signal atexit faulthandler _posixshmem`
	},
	{
		why: "reads, writes or removes any file",
		modules: `shutil tempfile glob fileinput filecmp tarfile zipfile sqlite3 _sqlite3 logging syslog
      gzip bz2 lzma linecache netrc mailbox`,
		names: {
			builtins: "open file",
			io: `open open_code FileIO TextIOWrapper BufferedWriter BufferedReader BufferedRandom
        BufferedRWPair OpenWrapper`
		}
	},
	{
		why: "installs packages",
		modules: "pip ensurepip venv distutils setuptools pkg_resources easy_install virtualenv"
	}
];
// src/model/scan/dangerous-packages.ts
const dangerousOfPackages = [
	{
		why: "belongs to what loads and saves pickles, and is no part of a model",
		modules: "joblib cloudpickle dill"
	},
	{
		why: "unpickles what is hidden in a value or another file, where no scan sees it",
		modules: `torch.serialization torch.package torch.utils.show_pickle
      torch.utils._config_module torch.utils.data.datapipes pandas.io.pickle
      pandas.compat.pickle_compat compress_pickle hickle klepto jsonpickle skops
      xgboost.collective xgboost.tracker xgboost._c_api`,
		names: {
			"xgboost.spark.core": "_SparkXGBSharedReadWrite",
			"lightgbm.dask": "_RemoteSocket",
			torch: "load save",
			"torch.storage": "_load_from_bytes UntypedStorage.from_file TypedStorage.from_file",
			"torch.distributed.rpc.internal": "_InternalRPCPickler deserialize",
			pandas: "read_pickle read_hdf to_pickle HDFStore",
			"pandas.core.generic": "NDFrame.to_pickle",
			numpy: "load loads safe_eval",
			"numpy.core._methods": "_dump _dumps",
			"scipy.sparse": "load_npz save_npz",
			"scipy.sparse._matrix_io": "load_npz save_npz",
			"numpy.core.multiarray": "_load_from_filelike",
			"numpy.ma.core": "load loads fromfile",
			"keras.saving.pickle_utils": "deserialize_model_from_bytecode"
		}
	},
	{
		why: "runs text as Python code",
		modules: `numpy.f2py numpy.testing numpy.distutils numpy.compat numpy._pytesttester
      numpy.lib.utils numpy.lib._utils_impl numpy.lib.introspect pandas.util pandas.core.apply
      scipy._lib.decorator decorator keras.saving tensorflow.python.ops.script_ops
      pandas.core.computation
      scipy._lib._testutils scipy.weave sympy.parsing sympy.core.sympify sympy.utilities.lambdify
      patsy IPython ipykernel jupyter_client pytest _pytest nose py hypothesis doctest2
      jinja2 mako chameleon RestrictedPython asteval simpleeval numexpr numba llvmlite Cython
      scipy._external scipy._lib._bunch scipy.optimize._nonlin scipy.special._ufunc_tools
      scipy._lib.array_api_compat pyximport torch.jit torch._inductor torch._dynamo torch.fx torch.testing torch.compiler
      torch.utils.bottleneck torch.utils.cpp_extension torch.utils.collect_env torch.utils.hipify
      torch.utils.benchmark sklearn.utils._testing sklearn.utils.estimator_checks sklearn.conftest
      sklearn.externals sklearn._build_utils scipy.conftest pandas.conftest pandas.testing`,
		names: {
			torch: "compile library classes ops hub jit",
			pandas: "eval test",
			"pandas.core.frame": "DataFrame.eval DataFrame.query DataFrame.apply DataFrame.pipe",
			"pandas.core.generic": "NDFrame.pipe",
			"pandas.core.series": "Series.apply Series.pipe",
			sympy: "sympify S lambdify parse_expr",
			"numpy.lib.utils": "safe_eval",
			"keras.layers": "Lambda",
			"keras.layers.core.lambda_layer": "Lambda",
			"keras.utils.python_utils": "func_load",
			"keras.utils.generic_utils": "func_load",
			"keras.saving": "deserialize_keras_object load_model"
		}
	},
	{
		why: "imports anything by a name that is only a text in the file",
		names: {
			"numpy.core": "_ufunc_reconstruct",
			"dill._dill": "_import_module _getattribute _get_attr _eval_repr _locate_function",
			"pandas.compat._optional": "import_optional_dependency",
			"joblib.func_inspect": "get_func_code",
			"numpy.core.function_base": "add_newdoc",
			"sklearn.utils._set_output": "check_library_installed",
			"scipy.optimize._optimize": "show_options",
			"sklearn.utils.discovery": "all_estimators all_functions all_displays",
			"hydra.utils": "instantiate call get_class get_method get_object",
			"hydra._internal.utils": "_locate",
			yaml: "load load_all full_load unsafe_load unsafe_load_all UnsafeLoader FullLoader Loader",
			"yaml.constructor": "UnsafeConstructor FullConstructor Constructor"
		},
		modules: `scipy._lib._uarray scipy._lib.uarray scipy._lib.deprecation uarray lazy_loader
      django.utils.module_loading hydra._internal pandas.plotting`
	},
	{
		why: "runs commands of the operating system",
		modules: `pexpect ptyprocess sh plumbum invoke fabric paramiko psutil joblib.externals.loky
      joblib.parallel joblib._parallel_backends joblib.pool joblib.executor joblib.disk
      torch.distributed torch.multiprocessing git nltk.internals nltk.app
      numpy.distutils.exec_command scipy._lib._ccallback`,
		names: {
			joblib: "Parallel delayed parallel_backend parallel_config register_parallel_backend",
			nltk: "download"
		}
	},
	{
		why: "calls into machine code",
		modules: "numpy.ctypeslib cffi _cffi_backend cython pyopencl pycuda cupy.cuda torch._C",
		names: {
			"tensorflow.python.framework.load_library": "load_op_library load_library load_pluggable_device_library",
			tensorflow: "load_library load_op_library py_function numpy_function io saved_model",
			torch: "_ops _C",
			"torch._ops": "_Ops _Classes"
		}
	},
	{
		why: "belongs to the server that answers for the model, or to what that stands on, and is no part of a model",
		modules: `six threadpoolctl click flask flask_cors werkzeug gunicorn jinja2 markupsafe itsdangerous
      blinker pydantic.utils pydantic.v1 pydantic.deprecated pydantic._internal pydantic.types
      pydantic_settings dotenv wrapt cryptography jwt msal
      msal_extensions msrest isodate oauthlib requests_oauthlib azure opentelemetry opencensus
      azureml_inference_server_http inference_schema importlib_metadata zipp
      pycparser deprecated waitress`
	},
	{
		why: "opens a connection to the network",
		modules: `requests aiohttp httpx urllib3 httplib2 websocket websockets pycurl tornado twisted
      gevent eventlet zmq grpc boto3 botocore smart_open fsspec s3fs gcsfs adlfs huggingface_hub
      torch.hub torch.utils.model_zoo
      sklearn.datasets wget flask fastapi uvicorn pandas.io.clipboard nltk.data nltk.downloader
      torchvision.datasets pymongo redis sqlalchemy MySQLdb psycopg2`
	},
	{
		why: "reads or writes any file",
		modules: `pandas.io numpy.lib.npyio numpy.lib._npyio_impl numpy.lib.format
      numpy.lib._format_impl numpy.ma.mrecords sklearn.utils._repr_html scipy.odr
      numpy.lib._datasource numpy.DataSource scipy.io scipy.datasets h5py tables openpyxl
      sklearn.utils._show_versions tensorflow.python.lib tensorflow.python.platform tensorflow.python.ops.gen_io_ops
      tensorflow.python.ops.io_ops tensorflow.python.saved_model keras.utils.file_utils
      torch.onnx aiofiles py7zr`,
		names: {
			"xgboost.core": "DMatrix QuantileDMatrix",
			"lightgbm.sklearn": "Dataset",
			"lightgbm.basic": "Dataset _InnerPredictor _dump_pandas_categorical _load_pandas_categorical",
			"lightgbm.engine": "cv train",
			"sklearn.tree": "export_graphviz",
			"sklearn.tree._export": "export_graphviz",
			"dateutil.tz": "tzfile tzical gettz",
			"dateutil.tz.tz": "tzfile tzical gettz",
			"dateutil.tz._tzfile": "tzfile",
			pytz: "open_resource resource_exists",
			torch: "from_file",
			numpy: `memmap fromfile loadtxt genfromtxt fromregex save savez savez_compressed savetxt
        DataSource ndarray.tofile ndarray.dump ndarray.dumps recfromtxt recfromcsv`,
			"numpy.core.memmap": "memmap",
			"numpy.core.multiarray": "fromfile",
			"numpy.core.records": "fromfile",
			pandas: `read_csv read_json read_sql read_sql_query read_sql_table read_html read_xml
        read_excel read_parquet read_feather read_table read_fwf read_clipboard read_orc
        read_stata read_sas read_spss ExcelWriter ExcelFile`,
			"joblib.numpy_pickle_utils": "_read_fileobject _write_fileobject BinaryZlibFile"
		}
	},
	{
		why: "downloads or loads another model, together with the code that comes with it",
		modules: `transformers.dynamic_module_utils transformers.pipelines transformers.utils.hub
      transformers.utils.import_utils transformers.utils.logging transformers.cli
      transformers.commands transformers.testing_utils transformers.trainer
      mlflow.utils.process mlflow.utils.virtualenv mlflow.utils.uv_utils mlflow.utils.file_utils
      mlflow.utils.requirements_utils mlflow.utils.environment mlflow.utils.model_utils
      mlflow.utils.import_hooks mlflow.utils.request_utils mlflow.models.container
      mlflow.models.wheeled_model mlflow.azure mlflow.projects mlflow.store mlflow.server mlflow.tracking mlflow.gateway
      mlflow.artifacts mlflow.cli mlflow.sagemaker mlflow.deployments mlflow.langchain
      mlflow.webhooks mlflow.assistant imblearn.datasets`,
		names: {
			"mlflow.pyfunc": "load_model load_pyfunc spark_udf get_model_dependencies",
			"mlflow.pyfunc.model": "_load_pyfunc _load_context_model_and_signature",
			"mlflow.pytorch": "load_model load_state_dict _load_pyfunc _load_model",
			"mlflow.sklearn": "load_model _load_pyfunc _load_model_from_local_file",
			transformers: "pipeline AutoModel AutoTokenizer AutoConfig",
			"transformers.models.auto.modeling_auto": "AutoModel AutoModelForCausalLM"
		}
	},
	{
		why: "installs packages",
		modules: "uv conda wheel pipenv poetry"
	}
];
const dangerousMethods = `from_file _new_shared_filename_cpu _new_using_filename_cpu dump_model
  model_from_string from_model_file to_string from_pretrained push_to_hub save_pretrained load load_model
  load_from_file load_weights from_file read_csv eval query pipe to_pickle to_csv to_json to_hdf
  to_excel to_parquet to_sql to_feather to_html to_latex to_stata to_clipboard tofile dump save
  save_model from_url download_file unpickle loads execute run runcode runcommand system popen`;
const dangerousAnywhere = `system popen Popen exec eval execfile __import__ import_module
  check_output check_call getattr setattr delattr globals locals vars attrgetter methodcaller
  runstring urlopen urlretrieve Request Thread Process Pool ThreadPool Parallel
  ThreadPoolExecutor ProcessPoolExecutor Pickler Unpickler CloudPickler NamedTemporaryFile
  TemporaryDirectory TemporaryFile GzipFile ZipFile FileIO TextIOWrapper PyCFuncPtr CDLL
  Template Client Listener TestCase ExitStack Memory LowLevelCallable
  DMatrix QuantileDMatrix DataIter PytestTester FunctionMaker`;
// src/model/scan/known.ts
const knownOfPython = [
	{
		why: "one of Python's own types of data",
		names: {
			builtins: `object type bool int long float complex str unicode basestring bytes bytearray
        list tuple dict set frozenset slice range xrange buffer Ellipsis NotImplemented None True
        False NoneType property staticmethod classmethod`,
			collections: "OrderedDict defaultdict deque Counter ChainMap UserDict UserList UserString",
			"collections.abc": "Mapping MutableMapping Sequence MutableSequence Set Hashable Callable",
			datetime: "date datetime time timedelta timezone tzinfo UTC",
			time: "struct_time",
			decimal: "Decimal Context",
			fractions: "Fraction",
			numbers: "Number Complex Real Rational Integral",
			uuid: "UUID SafeUUID",
			enum: "Enum IntEnum StrEnum Flag IntFlag EnumMeta EnumType auto",
			abc: "ABC ABCMeta",
			array: "array _array_reconstructor",
			ipaddress: "IPv4Address IPv6Address IPv4Network IPv6Network",
			random: "Random",
			types: "SimpleNamespace MappingProxyType NoneType EllipsisType GenericAlias Union",
			typing: `Any Union Optional List Dict Tuple Set Callable TypeVar Generic Literal NamedTuple
        Sequence Iterable Mapping Type Protocol`,
			weakref: "WeakSet WeakKeyDictionary WeakValueDictionary",
			_weakrefset: "WeakSet",
			io: "BytesIO StringIO",
			pathlib: `Path PurePath PosixPath PurePosixPath WindowsPath PureWindowsPath`,
			"pathlib._local": `Path PurePath PosixPath PurePosixPath WindowsPath PureWindowsPath`,
			zoneinfo: "ZoneInfo ZoneInfo._unpickle",
			logging: "getLogger Logger RootLogger",
			dataclasses: "Field _MISSING_TYPE _FIELD_BASE _HAS_DEFAULT_FACTORY_CLASS",
			re: "_compile compile Pattern"
		}
	},
	{
		why: "one of Python's own exceptions",
		names: { builtins: `Exception BaseException ArithmeticError AssertionError AttributeError IndexError
        KeyError LookupError NotImplementedError OverflowError RuntimeError StopIteration
        TypeError ValueError ZeroDivisionError Warning UserWarning RuntimeWarning FutureWarning
        DeprecationWarning UnicodeError UnicodeDecodeError UnicodeEncodeError` }
	},
	{
		why: "a pure function of Python",
		names: {
			builtins: `abs all any ascii bin callable chr unichr divmod enumerate format hash hex id
        isinstance issubclass iter len max min next oct ord pow repr reversed round sorted sum zip
        str.lower str.upper str.title str.strip str.split str.casefold str.maketrans dict.fromkeys
        bytes.fromhex float.fromhex`,
			math: `ceil copysign cos cosh degrees erf erfc exp expm1 fabs factorial floor fmod gamma hypot
        isfinite isinf isnan ldexp lgamma log log10 log1p log2 pow radians sin sinh sqrt tan tanh
        trunc acos asin atan atan2 fsum prod comb`,
			operator: `abs add and_ concat contains eq floordiv ge gt index inv invert is_ is_not le lshift
        lt matmul mod mul ne neg not_ or_ pos pow rshift sub truediv truth xor countOf`,
			itertools: `count cycle repeat chain chain.from_iterable product permutations combinations
        islice compress zip_longest izip`,
			statistics: "mean median mode stdev variance NormalDist",
			copy: "copy deepcopy"
		}
	},
	{
		why: "a part of how Python pickles",
		names: {
			copyreg: "_reconstructor __newobj__ __newobj_ex__",
			codecs: "encode",
			functools: "partial"
		}
	}
];
const dependsOnUse = [
	{
		why: "takes items out of what it is given, which need not be data",
		names: { operator: "itemgetter getitem" }
	},
	{
		why: "calls a function that it is given",
		names: {
			builtins: "map filter reduce",
			functools: "reduce partialmethod lru_cache cmp_to_key wraps update_wrapper",
			itertools: "starmap accumulate groupby takewhile dropwhile filterfalse imap ifilter"
		}
	},
	{
		why: "a function or class that was saved by value, as cloudpickle and dill do: its code is in the file, and runs when the model is used",
		names: {
			"cloudpickle.cloudpickle": `_make_function _make_skel_func _fill_function _function_setstate
        _class_setstate _make_cell _make_empty_cell _cell_set _make_skeleton_class
        _make_skeleton_enum _rehydrate_skeleton_class _make_dict_items _make_dict_keys
        _make_dict_values _make_typevar _builtin_type _get_bases _create_parametrized_type_hint
        _gen_ellipsis _gen_not_implemented _empty_cell_value _set_cell_contents
        _lookup_class_or_track _modules_to_main`,
			"dill._dill": `_create_function _create_code _create_type _create_cell _create_ftype
        _create_array _create_ndarray _create_namedtuple _create_dtypemeta _load_type
        _create_weakref _create_weakproxy _create_lock _create_rlock _setattr _setitems _delattr
        CELL_EMPTY _dictproxy_helper`,
			builtins: "__main__"
		}
	},
	{
		why: "imports a module by its name, as functions that were saved by value do",
		names: { "cloudpickle.cloudpickle": "subimport dynamic_subimport _dynamic_module" }
	},
	{
		why: "runs a text of its own state as code when it is loaded, as every distribution of SciPy does",
		names: {
			"scipy.stats._continuous_distns": "*_gen rv_histogram",
			"scipy.stats._discrete_distns": "*_gen",
			"scipy.stats._distn_infrastructure": "rv_generic rv_continuous rv_discrete rv_sample"
		}
	},
	{
		why: "loads an array from another file beside it, in which a pickle may be hidden",
		names: {
			"joblib.numpy_pickle": "NDArrayWrapper ZNDArrayWrapper",
			"joblib.numpy_pickle_compat": "NDArrayWrapper ZNDArrayWrapper"
		}
	},
	{
		why: "keeps results in a folder, from which it unpickles them",
		names: {
			"joblib.memory": "Memory MemorizedFunc NotMemorizedFunc",
			"joblib._store_backends": "FileSystemStoreBackend",
			"joblib.logger": "Logger"
		}
	},
	{
		why: "was defined in the script that saved the model, so what it does is not known",
		modules: "__main__ __mp_main__ __parents_main__"
	}
];
// src/model/scan/known-models.ts
const knownOfModels = [
	{
		why: "a part of a pandas table",
		classesOf: `pandas.core.indexes pandas.core.arrays pandas.core.internals pandas.core.dtypes
      pandas.arrays
      pandas._libs.tslibs pandas._libs.interval pandas._libs.sparse`,
		names: {
			pandas: `DataFrame Series Index RangeIndex MultiIndex DatetimeIndex TimedeltaIndex PeriodIndex
        IntervalIndex CategoricalIndex Timestamp Timedelta Period Interval Categorical NA NaT
        CategoricalDtype DatetimeTZDtype PeriodDtype IntervalDtype SparseDtype StringDtype
        BooleanDtype Int8Dtype Int16Dtype Int32Dtype Int64Dtype UInt8Dtype UInt16Dtype
        UInt32Dtype UInt64Dtype Float32Dtype Float64Dtype ArrowDtype`,
			"pandas.core.frame": "DataFrame",
			"pandas.core.series": "Series",
			"pandas.core.indexes.base": "_new_Index",
			"pandas.core.indexes.datetimes": "_new_DatetimeIndex",
			"pandas.core.indexes.period": "_new_PeriodIndex",
			"pandas.core.internals.blocks": "new_block make_block",
			"pandas.core.flags": "Flags",
			"pandas._libs.missing": "NAType NA",
			"pandas._libs.internals": "_unpickle_block BlockPlacement BlockValuesRefs",
			"pandas._libs.arrays": "__pyx_unpickle_NDArrayBacked NDArrayBacked",
			"pandas._libs.tslibs.timestamps": "_unpickle_timestamp",
			"pandas._libs.tslibs.timedeltas": "_timedelta_unpickle",
			"pandas._libs.tslibs.nattype": "_nat_unpickle __nat_unpickle",
			"pandas._libs.tslibs.offsets": "_get_offset",
			"pandas._libs.tslibs.period": "_period_unpickle"
		}
	},
	{
		why: "a time zone",
		names: {
			pytz: "_UTC _p timezone UTC",
			"pytz.tzinfo": "StaticTzInfo DstTzInfo",
			"dateutil.tz.tz": "tzutc tzlocal tzoffset",
			"dateutil.tz": "tzutc tzlocal tzoffset",
			"dateutil.relativedelta": "relativedelta"
		}
	},
	{
		why: "a part of an XGBoost model",
		classesOf: "xgboost.sklearn",
		names: {
			"xgboost.core": "Booster",
			xgboost: "Booster",
			"xgboost.callback": "EarlyStopping"
		}
	},
	{
		why: "a part of a LightGBM model",
		classesOf: "lightgbm.sklearn",
		names: {
			"lightgbm.basic": "Booster",
			lightgbm: "Booster",
			"lightgbm.compat": "_LGBMLabelEncoder"
		}
	},
	{
		why: "a part of a CatBoost model",
		names: {
			catboost: "CatBoost CatBoostClassifier CatBoostRegressor CatBoostRanker",
			"catboost.core": "CatBoost CatBoostClassifier CatBoostRegressor CatBoostRanker _CatBoostBase",
			_catboost: "_CatBoost"
		}
	},
	{
		why: "a part of a PyTorch tensor",
		names: {
			torch: `Tensor Size device dtype Generator
        float float16 float32 float64 half double bfloat16 int int8 int16 int32 int64 short long
        uint8 uint16 uint32 uint64 bool complex32 complex64 complex128 cfloat cdouble qint8 quint8
        qint32 quint4x2 quint2x4 float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz
        strided sparse_coo sparse_csr sparse_csc sparse_bsr sparse_bsc contiguous_format
        preserve_format channels_last channels_last_3d per_tensor_affine per_channel_affine
        per_tensor_symmetric per_channel_symmetric
        ByteStorage CharStorage ShortStorage IntStorage LongStorage HalfStorage FloatStorage
        DoubleStorage BoolStorage BFloat16Storage ComplexFloatStorage ComplexDoubleStorage
        QInt8Storage QUInt8Storage QInt32Storage QUInt4x2Storage QUInt2x4Storage
        UntypedStorage TypedStorage`,
			"torch.storage": "UntypedStorage TypedStorage _TypedStorage _UntypedStorage",
			"torch._utils": `_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter
        _rebuild_parameter_with_state _rebuild_qtensor _rebuild_sparse_tensor
        _rebuild_sparse_csr_tensor _rebuild_meta_tensor_no_storage _rebuild_device_tensor_from_numpy
        _rebuild_device_tensor_from_cpu_tensor _rebuild_nested_tensor _rebuild_wrapper_subclass
        _rebuild_xla_tensor`,
			"torch._tensor": "_rebuild_from_type_v2 _rebuild_from_type Tensor",
			"torch.nn.parameter": "Parameter Buffer UninitializedParameter UninitializedBuffer",
			"torch.cuda": `ByteStorage CharStorage ShortStorage IntStorage LongStorage HalfStorage
        FloatStorage DoubleStorage BoolStorage BFloat16Storage ByteTensor FloatTensor LongTensor`,
			"torch.serialization": "_get_layout"
		}
	},
	{
		why: "a layer of a PyTorch network",
		classesOf: `torch.nn.modules torch.optim torch.distributions torchvision.models torchvision.ops
      torchvision.transforms`,
		names: {
			"torch.nn.functional": `relu relu6 gelu silu mish elu selu leaky_relu softmax log_softmax
        softplus softsign tanh sigmoid hardtanh hardswish hardsigmoid`,
			"torch._C._nn": "gelu silu mish elu leaky_relu softplus hardtanh"
		}
	}
];
const knownWhenEmpty = [{
	why: "reads the file that it is given",
	names: {
		xgboost: "Booster",
		"xgboost.core": "Booster",
		lightgbm: "Booster",
		"lightgbm.basic": "Booster"
	}
}];
// src/model/scan/known-packages.ts
const knownOfPackages = [
	{
		why: "a part of a scikit-learn model",
		classesOf: `sklearn._loss sklearn.base sklearn.calibration sklearn.cluster sklearn.compose
      sklearn.covariance sklearn.cross_decomposition sklearn.decomposition
      sklearn.discriminant_analysis sklearn.dummy sklearn.ensemble sklearn.feature_extraction
      sklearn.feature_selection sklearn.frozen sklearn.gaussian_process sklearn.impute
      sklearn.isotonic sklearn.kernel_approximation sklearn.kernel_ridge sklearn.linear_model
      sklearn.manifold sklearn.metrics sklearn.mixture sklearn.model_selection sklearn.multiclass
      sklearn.multioutput sklearn.naive_bayes sklearn.neighbors sklearn.neural_network
      sklearn.pipeline sklearn.preprocessing sklearn.random_projection sklearn.semi_supervised
      sklearn.svm sklearn.tree _loss _dist_metrics imblearn category_encoders feature_engine`,
		names: {
			"sklearn.utils": "Bunch",
			"sklearn.utils._bunch": "Bunch",
			"sklearn.utils.metadata_routing": "MetadataRequest MethodMetadataRequest MetadataRouter",
			"sklearn.utils._metadata_requests": `MetadataRequest MethodMetadataRequest MetadataRouter
        MethodMapping`,
			"sklearn.utils._random": "DEFAULT_SEED",
			"sklearn.utils.validation": "check_array",
			"sklearn.compose._column_transformer": "make_column_selector",
			"sklearn.utils._sorting": "simultaneous_sort",
			"sklearn.preprocessing._function_transformer": "_identity",
			"sklearn.preprocessing._data": `normalize scale minmax_scale maxabs_scale robust_scale
        binarize quantile_transform power_transform add_dummy_feature`,
			"sklearn.feature_selection._univariate_selection": `f_classif f_regression chi2 f_oneway
        r_regression`,
			"sklearn.feature_selection.univariate_selection": "f_classif f_regression chi2 f_oneway",
			"sklearn.feature_selection._mutual_info": "mutual_info_classif mutual_info_regression",
			"sklearn.feature_selection.mutual_info_": "mutual_info_classif mutual_info_regression",
			"sklearn.cluster._kmeans": "_kmeans_single_lloyd _kmeans_single_elkan",
			"sklearn.decomposition._fastica": "_logcosh _exp _cube",
			"sklearn.feature_extraction.text": `strip_accents_unicode strip_accents_ascii strip_tags
        _preprocess _analyze`,
			"sklearn.linear_model._logistic": "_logistic_regression_path",
			"sklearn.metrics._scorer": "_passthrough_scorer",
			"sklearn.metrics.scorer": "_passthrough_scorer",
			"sklearn.metrics._classification": `accuracy_score f1_score fbeta_score precision_score
        recall_score log_loss balanced_accuracy_score matthews_corrcoef cohen_kappa_score
        jaccard_score zero_one_loss hamming_loss brier_score_loss hinge_loss`,
			"sklearn.metrics._ranking": `roc_auc_score average_precision_score ndcg_score dcg_score
        top_k_accuracy_score label_ranking_average_precision_score coverage_error`,
			"sklearn.metrics._regression": `r2_score mean_squared_error mean_absolute_error
        median_absolute_error max_error mean_squared_log_error explained_variance_score
        mean_absolute_percentage_error root_mean_squared_error root_mean_squared_log_error
        mean_poisson_deviance mean_gamma_deviance mean_tweedie_deviance d2_tweedie_score`,
			"sklearn.metrics.pairwise": `rbf_kernel linear_kernel polynomial_kernel sigmoid_kernel
        cosine_similarity laplacian_kernel chi2_kernel euclidean_distances cosine_distances
        manhattan_distances haversine_distances nan_euclidean_distances`,
			"sklearn.metrics._dist_metrics": "newObj",
			"sklearn.neighbors._dist_metrics": "newObj",
			"sklearn.neighbors.dist_metrics": "newObj",
			"sklearn.neighbors._kd_tree": "newObj",
			"sklearn.neighbors.kd_tree": "newObj",
			"sklearn.neighbors._ball_tree": "newObj",
			"sklearn.neighbors.ball_tree": "newObj"
		}
	},
	{
		why: "a part of a NumPy array or random state",
		classesOf: "numpy.dtypes numpy.polynomial numpy.exceptions",
		names: {
			numpy: `dtype ndarray generic number integer signedinteger unsignedinteger inexact floating
        bool bool_ int8 int16 int32 int64 intc intp int_ longlong uint8 uint16 uint32 uint64 uintc
        uintp uint ulonglong float16 float32 float64 float_ half single double longdouble float128
        complex64 complex128 complex256 csingle cdouble clongdouble complexfloating object_ str_
        bytes_ string_ unicode_ void datetime64 timedelta64 flexible character matrix recarray
        record ufunc poly1d nan inf broadcast`,
			"numpy.core.multiarray": "_reconstruct scalar ndarray dtype",
			"numpy.core.numeric": "_frombuffer ComplexWarning",
			"numpy.core.records": "recarray record",
			"numpy.core._exceptions": "_UFuncNoLoopError",
			"numpy.rec": "recarray record",
			"numpy.ma": "MaskedArray",
			"numpy.ma.core": "_mareconstruct MaskedArray MaskedConstant mvoid",
			"numpy.matrixlib.defmatrix": "matrix",
			"numpy.random": "RandomState Generator",
			"numpy.random._pickle": "__randomstate_ctor __generator_ctor __bit_generator_ctor",
			"numpy.random.mtrand": "RandomState _rand",
			"numpy.random._generator": "Generator",
			"numpy.random._mt19937": "MT19937",
			"numpy.random._pcg64": "PCG64 PCG64DXSM",
			"numpy.random._philox": "Philox",
			"numpy.random._sfc64": "SFC64",
			"numpy.random.bit_generator": "SeedSequence __pyx_unpickle_SeedSequence",
			"numpy.random._bit_generator": "SeedSequence",
			"joblib.numpy_pickle": "NumpyArrayWrapper"
		}
	},
	{
		why: "a pure function of NumPy or SciPy",
		names: {
			numpy: `abs absolute add all any amax amin arccos arcsin arctan arctan2 arcsinh arctanh argmax
        argmin argsort array around asarray cbrt ceil clip concatenate copy cos cosh cumsum
        deg2rad diff divide dot equal exp exp2 expm1 fabs floor fmax fmin greater hstack isfinite
        isinf isnan less log log10 log1p log2 logaddexp logical_and logical_not logical_or max
        maximum mean median min minimum multiply nan_to_num nanmax nanmean nanmedian nanmin
        nanstd nansum negative ones ones_like percentile power prod quantile rad2deg ravel
        reciprocal reshape rint round sign sin sinh sqrt square squeeze std subtract sum tan tanh
        transpose true_divide trunc unique var vstack where zeros zeros_like asfarray`,
			"numpy.core.fromnumeric": "mean sum std var min max amin amax prod ravel reshape",
			"scipy.special": "expit logit boxcox1p xlogy gammaln erf",
			"scipy.special._ufuncs": "expit logit boxcox boxcox1p inv_boxcox xlogy gammaln erf",
			"scipy.special._basic": "inv_boxcox",
			"scipy.special._logsumexp": "softmax logsumexp",
			"scipy.stats._morestats": "boxcox yeojohnson",
			"scipy.stats": "boxcox yeojohnson"
		}
	},
	{
		why: "a part of SciPy: a sparse array, a spline or a distribution",
		classesOf: `scipy.interpolate scipy.spatial.transform scipy.stats._kde
      scipy.stats._multivariate scipy.optimize._optimize scipy.spatial._kdtree`,
		names: {
			...Object.fromEntries([
				"csr",
				"csc",
				"coo",
				"lil",
				"dok",
				"dia",
				"bsr"
			].flatMap((layout) => [[`scipy.sparse.${layout}`, `${layout}_matrix`], [`scipy.sparse._${layout}`, `${layout}_matrix ${layout}_array`]])),
			"scipy.sparse._base": "sparray spmatrix",
			"scipy.sparse._matrix": "spmatrix",
			"scipy.interpolate.interpolate": "interp1d",
			"scipy.interpolate._interpolate": "interp1d interp2d",
			"scipy.spatial._ckdtree": "cKDTree cKDTreeNode",
			"scipy.spatial.ckdtree": "cKDTree cKDTreeNode",
			"scipy.stats._distn_infrastructure": "rv_frozen rv_continuous_frozen rv_discrete_frozen",
			"scipy.stats.kde": "gaussian_kde",
			"scipy.stats._kde": "gaussian_kde"
		}
	}
];
// src/model/scan/names.ts
const plain$1 = /^[\p{XID_Start}_][\p{XID_Continue}]*(\.[\p{XID_Start}_][\p{XID_Continue}]*)*$/u;
function misspelt(name) {
	if (plain$1.test(name) && !/\p{C}/u.test(name)) return void 0;
	if (name === "") return "has an empty name, which no module and no class has";
	return "has a name that Python does not allow, to be read differently by people and programs";
}
const looksLike = (name) => [...name.normalize("NFKD")].map((letter) => doubles.get(letter) ?? letter).join("").replace(/\p{Mark}/gu, "").toLowerCase();
const doubles = new Map([
	"аa",
	"еe",
	"оo",
	"рp",
	"сc",
	"уy",
	"хx",
	"іi",
	"ѕs",
	"јj",
	"οo",
	"ѵv",
	"ԁd",
	"ɡg",
	"ıi",
	"һh"
].map((pair) => [...pair]).map(([foreign = "", latin = ""]) => [foreign, latin]));
function canonicalModule(module) {
	for (const [other, listed] of sameModules) if (module === other || module.startsWith(`${other}.`)) return `${listed}${module.slice(other.length)}`;
	return module;
}
const sameModules = [
	["__builtin__", "builtins"],
	["__builtins__", "builtins"],
	["exceptions", "builtins"],
	["copy_reg", "copyreg"],
	["cPickle", "pickle"],
	["_pickle", "pickle"],
	["StringIO", "io"],
	["cStringIO", "io"],
	["_io", "io"],
	["_pyio", "io"],
	["_codecs", "codecs"],
	["_collections", "collections"],
	["_collections_abc", "collections.abc"],
	["_functools", "functools"],
	["_operator", "operator"],
	["_datetime", "datetime"],
	["_pydatetime", "datetime"],
	["_decimal", "decimal"],
	["_pydecimal", "decimal"],
	["numpy._core", "numpy.core"],
	["joblib.externals.cloudpickle", "cloudpickle"],
	["cloudpickle.cloudpickle_fast", "cloudpickle.cloudpickle"],
	["pyspark.cloudpickle", "cloudpickle"],
	["ray.cloudpickle", "cloudpickle"],
	["sklearn.externals.joblib", "joblib"],
	["keras.src", "keras"],
	["tensorflow.keras", "keras"],
	["tensorflow.python.keras", "keras"],
	["tf_keras", "keras"]
];
// src/model/scan/python-modules.ts
const names$4 = `
  BaseHTTPServer Bastille Bastion CGIHTTPServer Canvas ConfigParser Cookie Dialog DocXMLRPCServer
  FileDialog FixTk HTMLParser MimeWriter Queue ScrolledText SimpleDialog SimpleHTTPServer
  SimpleXMLRPCServer SocketServer StringIO Tix Tkconstants Tkdnd Tkinter UserDict UserList
  UserString _LWPCookieJar _MozillaCookieJar __builtin__ __builtins__ __future__ _abc _abcoll
  _aix_support _android_support _apple_support _ast _asyncio _bisect _blake2 _bootsubprocess _bz2
  _codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections
  _collections_abc _colorize _compat_pickle _compression _contextvars _crypt _csv _ctypes _curses
  _curses_panel _datetime _dbm _decimal _elementtree _frozen_importlib _frozen_importlib_external
  _functools _gdbm _hashlib _heapq _hotshot _imp _interpchannels _interpqueues _interpreters _io
  _ios_support _json _locale _lsprof _lzma _markupbase _md5 _msi _multibytecodec _multiprocessing
  _opcode _opcode_metadata _operator _osx_support _overlapped _pickle _posixshmem _posixsubprocess
  _py_abc _pydatetime _pydecimal _pyio _pylong _pyrepl _queue _random _scproxy _sha _sha1 _sha2
  _sha256 _sha3 _sha512 _signal _sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string
  _strptime _struct _suggestions _symtable _sysconfig _thread _threading_local _tkinter _tokenize
  _tracemalloc _typing _uuid _warnings _weakref _weakrefset _winapi _winreg _wmi _zoneinfo abc
  aifc annotationlib antigravity anydbm argparse array ast asynchat asyncio asyncore atexit
  audiodev audioop base64 bdb binascii binhex bisect bsddb builtins bz2 cPickle cProfile cStringIO
  calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys commands compileall
  compiler compression concurrent configparser contextlib contextvars cookielib copy copy_reg
  copyreg crypt csv ctypes curses dataclasses datetime dbhash dbm decimal difflib dircache dis
  distutils doctest dumbdbm dummy_thread dummy_threading email encodings ensurepip enum errno
  exceptions faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools
  future_builtins gc gdbm genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq
  hmac hotshot html htmlentitydefs htmllib http httplib idlelib ihooks imaplib imghdr imp
  importlib imputil inspect io ipaddress itertools json keyword lib2to3 linecache linuxaudiodev
  locale logging lzma macpath macurl2path mailbox mailcap markupbase marshal math mhlib mimetools
  mimetypes mimify mmap modulefinder msilib msvcrt multifile multiprocessing netrc nis nntplib nt
  ntpath nturl2path numbers opcode operator optparse os os2emxpath ossaudiodev pathlib pdb pickle
  pickletools pipes pkgutil platform plistlib popen2 poplib posix posixfile posixpath pprint
  profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re
  readline reprlib resource rexec rfc822 rlcompleter robotparser runpy sched secrets select
  selectors sgmllib shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd
  sqlite3 sre sre_compile sre_constants sre_parse ssl stat statistics string stringprep strop
  struct subprocess sunau sunaudio symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib
  tempfile termios test textwrap this thread threading time timeit tkColorChooser tkCommonDialog
  tkFileDialog tkFont tkMessageBox tkSimpleDialog tkinter toaiff token tokenize tomllib trace
  traceback tracemalloc ttk tty turtle turtledemo types typing unicodedata unittest urllib urllib2
  urlparse uu uuid venv warnings wave weakref webbrowser whichdb winreg winsound wsgiref xdrlib
  xml xmllib xmlrpc xmlrpclib xxsubtype zipapp zipfile zipimport zlib zoneinfo
`;
const isPythons = (module) => modules$1.has(module.split(".", 1)[0] ?? "");
const namesPythonModule = (name) => modules$1.has(name);
const modules$1 = new Set(names$4.trim().split(/\s+/));
// src/model/scan/rules.ts
function lookup(rules) {
	const names = new Map();
	const endings = new Map();
	const modules = new Map();
	const packages = new Map();
	for (const rule of rules) {
		for (const module of words(rule.modules)) modules.set(module, rule.why);
		for (const module of words(rule.classesOf)) packages.set(module, rule.why);
		for (const [module, listed] of Object.entries(rule.names ?? {})) for (const name of words(listed)) if (name.startsWith("*")) endings.set(`${module}:${name.slice(1)}`, rule.why);
		else names.set(`${module}:${name}`, rule.why);
	}
	return {
		name: (module, name) => names.get(`${module}:${name}`) ?? byEnding(endings, module, name),
		module: (module) => byPackage(modules, module),
		classOf: (module) => byPackage(packages, module)
	};
}
const words = (text = "") => text.split(/\s+/).filter(Boolean);
function byPackage(listed, module) {
	for (let end = module.length; end > 0; end = module.lastIndexOf(".", end - 1)) {
		const why = listed.get(module.slice(0, end));
		if (why !== void 0) return why;
	}
}
function byEnding(endings, module, name) {
	const at = name.lastIndexOf("_");
	return at < 0 ? void 0 : endings.get(`${module}:${name.slice(at)}`);
}
// src/model/scan/judge.ts
const known$2 = lookup([
	...knownOfPython,
	...knownOfPackages,
	...knownOfModels
]);
const dangerous$1 = lookup([...dangerousOfPython, ...dangerousOfPackages]);
const unclear = lookup(dependsOnUse);
const whenEmpty = lookup(knownWhenEmpty);
const anywhere = new Set(words(dangerousAnywhere));
const methods$1 = new Set(words(dangerousMethods));
function judgePickle(file, walk) {
	const imports = walk.globals.map((use) => ({
		...judgeGlobal(use, walk.globals),
		what: readable$1(`${use.module}.${use.name}`),
		file,
		offset: use.offset
	}));
	const hidden = walk.oddities.map(({ what, why, offset }) => ({
		verdict: "dangerous",
		what: readable$1(what),
		why,
		file,
		offset
	}));
	return [...imports, ...hidden];
}
const isDills = ({ module, name }, all) => module === "builtins" && name === "setattr" && all.some((use) => use.module === "dill._dill" && use.name === "_create_type");
function judgeGlobal(use, all) {
	const { module, name } = use;
	const hidden = misspelt(module) ?? misspelt(name);
	if (hidden !== void 0) return {
		verdict: "dangerous",
		why: hidden
	};
	if (isDills(use, all)) return {
		verdict: "unknown",
		why: unclear.name("dill._dill", "_setattr") ?? ownCode$1
	};
	if (use.listed) return {
		verdict: "known",
		why: "gets methods of classes, each of which is listed by itself"
	};
	const place = canonicalModule(module);
	const reads = use.given ? whenEmpty.name(place, name) : void 0;
	return reads === void 0 ? judgeName(place, name) : {
		verdict: "dangerous",
		why: reads
	};
}
function judgeName(module, name) {
	const harmless = known$2.name(module, name);
	if (harmless !== void 0) return {
		verdict: "known",
		why: harmless
	};
	const harmful = dangerous$1.name(module, name);
	if (harmful !== void 0) return {
		verdict: "dangerous",
		why: harmful
	};
	const depends = unclear.name(module, name);
	if (depends !== void 0) return {
		verdict: "unknown",
		why: depends
	};
	const harm = dangerOfPlace(module, name);
	if (harm !== void 0) return {
		verdict: "dangerous",
		why: harm
	};
	const part = isClass(name) ? known$2.classOf(module) : void 0;
	if (part !== void 0) return {
		verdict: "known",
		why: part
	};
	return {
		verdict: "unknown",
		why: unclear.module(module) ?? ownCode$1
	};
}
const ownCode$1 = "is not known: what it does is decided by its own code";
const dangerOfPlace = (module, name) => dangerous$1.module(module) ?? dangerOfPath(module, name) ?? dangerOfLook(module, name) ?? (isPythons(module) ? notNeeded : void 0) ?? (isLibrary(module) ? dangerInLibrary(module, name) : dangerInOwnCode(module, name));
const notNeeded = "comes with Python, but is nothing that a model needs";
function dangerOfPath(module, name) {
	const steps = name.split(".");
	if (steps.some(isSpecial)) return "reaches into Python's own machinery through a special name";
	for (let taken = 1; taken < steps.length; taken++) {
		const reached = steps.slice(0, taken);
		const rest = steps.slice(taken).join(".");
		const inside = canonicalModule([module, ...reached].join("."));
		const direct = canonicalModule(reached.at(-1) ?? "");
		const why = dangerous$1.name(module, reached.join(".")) ?? dangerous$1.name(inside, rest) ?? dangerous$1.module(inside) ?? dangerous$1.name(direct, rest) ?? dangerous$1.module(direct);
		if (why !== void 0) return `${why}: it is reached through ${module}`;
	}
}
function dangerInLibrary(module, name) {
	const steps = name.split(".");
	const first = steps[0] ?? "";
	const last = steps.at(-1) ?? "";
	if (doesWork.test(module)) return "is a program or a test, which does its work when it is imported";
	if (anywhere.has(last)) return "is known to run code or commands, or to reach files";
	if (steps.length === 1) return namesPythonModule(last) ? `is a module, reached through ${module}` : void 0;
	if (!isClass(first)) return `walks from ${module} into another module`;
	return methods$1.has(last) ? "loads, saves, evaluates or downloads something" : void 0;
}
const dangerInOwnCode = (module, name) => module.endsWith(".__main__") || name.split(".").some((step) => unmistakable.has(step)) ? "is a program, or a module of Python that is reached through another" : void 0;
const doesWork = /\.(__main__|conftest|tests?|testing|setup)(\.|$)/;
const unmistakable = new Set(words("os posix nt sys subprocess builtins importlib ctypes marshal runpy pickle socket shutil"));
function dangerOfLook(module, name) {
	const shown = looksLike(module);
	if (isAscii(module + name)) return shown !== module && unmistakable.has(shown) ? `is spelt like ${shown}, which no model needs` : void 0;
	const why = dangerous$1.name(shown, looksLike(name)) ?? dangerous$1.module(shown);
	return why === void 0 ? void 0 : `is spelt like ${shown}.${looksLike(name)}, which ${why}`;
}
const isAscii = (text) => /^\p{ASCII}*$/u.test(text);
const isSpecial = (step) => /^__\w+__$/.test(step);
const isClass = (name) => /^_*(?:__pyx_unpickle_)?\p{Lu}\w*$/u.test(name);
const isLibrary = (module) => libraries$2.has(module.split(".", 1)[0] ?? "");
const libraries$2 = new Set(words(`sklearn numpy scipy pandas joblib torch torchvision xgboost lightgbm catboost imblearn
    category_encoders feature_engine keras tensorflow transformers cloudpickle dill`));
const readable$1 = (text) => text.slice(0, 200).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
// src/model/tensorflow/operations.ts
const judgements = new Map([
	{
		verdict: "dangerous",
		why: "calls Python code of the process",
		operations: "PyFunc PyFuncStateless EagerPyFunc"
	},
	{
		verdict: "dangerous",
		why: "reads any file of the server",
		operations: `ReadFile WholeFileReader WholeFileReaderV2 TextLineReader TextLineReaderV2
      FixedLengthRecordReader FixedLengthRecordReaderV2 TFRecordReader TFRecordReaderV2 LMDBReader
      TextLineDataset FixedLengthRecordDataset FixedLengthRecordDatasetV2 TFRecordDataset
      TFRecordDatasetV2 LMDBDataset ExperimentalLMDBDataset LoadDataset SnapshotDatasetReader
      SnapshotNestedDatasetReader SnapshotChunkDataset ListSnapshotChunksDataset RecordInput
      LoadAndRemapMatrix`
	},
	{
		verdict: "dangerous",
		why: "maps any file of the server into memory",
		operations: "ImmutableConst"
	},
	{
		verdict: "dangerous",
		why: "lists the files of the server",
		operations: "MatchingFiles MatchingFilesDataset ExperimentalMatchingFilesDataset"
	},
	{
		verdict: "dangerous",
		why: "writes files on the server",
		operations: `WriteFile SaveDataset SaveDatasetV2 DistributedSave SnapshotDataset
      SnapshotDatasetV2 DatasetToTFRecord ExperimentalDatasetToTFRecord DumpTensor DebugIdentity
      DebugIdentityV2 DebugIdentityV3 DebugNanCount DebugNumericSummary SummaryWriter
      CreateSummaryFileWriter CreateSummaryDbWriter`
	},
	{
		verdict: "dangerous",
		why: "opens a database",
		operations: "SqlDataset ExperimentalSqlDataset"
	},
	{
		verdict: "dangerous",
		why: "talks to other machines",
		operations: `RpcServer RpcServerStart RpcServerRegister RpcClient RpcCall DataServiceDataset
      DataServiceDatasetV2 DataServiceDatasetV3 DataServiceDatasetV4 RegisterDataset
      RegisterDatasetV2 FileSystemSetConfiguration`
	},
	{
		verdict: "unknown",
		why: "prints, perhaps into a file",
		operations: "PrintV2"
	},
	{
		verdict: "unknown",
		why: "runs a graph that is written in a value, where nobody sees it",
		operations: "DatasetFromGraph RemoteCall"
	}
].flatMap(({ operations, ...judgement }) => operations.split(/\s+/).map((operation) => [operation, judgement])));
const tables = new Set(["InitializeTableFromTextFile", "InitializeTableFromTextFileV2"]);
function judgeOperation(operation, hasAssets) {
	if (!tables.has(operation)) return judgements.get(operation);
	return hasAssets ? {
		verdict: "known",
		why: "reads a table from one of the model's files"
	} : {
		verdict: "dangerous",
		why: "reads any file of the server"
	};
}
const libraries$1 = [
	[/^SimpleML/, "tensorflow_decision_forests"],
	[/^Addons>/, "tensorflow_addons"],
	[/^(TFText>|Sentencepiece|NormalizeUTF8|CaseFoldUTF8$|RegexSplitWithOffsets$|SentenceFragments)|TokenizeWithOffsets(V\d)?$/, "tensorflow_text"]
];
const libraryOf = (operation) => libraries$1.find(([names]) => names.test(operation))?.[1];
// src/model/keras/layers.ts
const builtIn$2 = new Set(`
  Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D
  AdaptiveAveragePooling3D AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add
  AdditiveAttention AlphaDropout Attention AugMix AutoContrast Average AveragePooling1D
  AveragePooling2D AveragePooling3D AvgPool1D AvgPool2D AvgPool3D BatchNormalization Bidirectional
  CategoryEncoding CenterCrop ClassMethod Concatenate ContrastLimitedAdaptiveHistogramEqualization
  Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D ConvLSTM2D
  ConvLSTM3D Convolution1DTranspose Convolution2D Convolution2DTranspose Convolution3D
  Convolution3DTranspose Cropping1D Cropping2D Cropping3D CuDNNGRU CuDNNLSTM CutMix Dense
  DenseFeatures DepthwiseConv1D DepthwiseConv2D Discretization Dot Dropout ELU EinsumDense
  Embedding Equalization Flatten FlaxLayer Functional GRU GRUCell GaussianDropout GaussianNoise
  GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalAvgPool1D
  GlobalAvgPool2D GlobalAvgPool3D GlobalMaxPool1D GlobalMaxPool2D GlobalMaxPool3D
  GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GroupNormalization GroupQueryAttention
  HashedCrossing Hashing Identity InputLayer InstanceMethod InstanceProperty IntegerLookup
  JaxLayer LSTM LSTMCell Lambda LayerNormalization LeakyReLU LocallyConnected1D LocallyConnected2D
  Masking MaxNumBoundingBoxes MaxPool1D MaxPool2D MaxPool3D MaxPooling1D MaxPooling2D MaxPooling3D
  Maximum MelSpectrogram Minimum MixUp Model MultiHeadAttention Multiply Normalization PReLU
  Permute Pipeline RMSNormalization RNN RandAugment RandomBrightness RandomColorDegeneration
  RandomColorJitter RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip
  RandomGaussianBlur RandomGrayscale RandomHeight RandomHue RandomInvert RandomPerspective
  RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear
  RandomTranslation RandomWidth RandomZoom ReLU RepeatVector Rescaling Reshape Resizing
  ReversibleEmbedding STFTSpectrogram SeparableConv1D SeparableConv2D SeparableConvolution1D
  SeparableConvolution2D Sequential SimpleRNN SimpleRNNCell SlicingOpLambda Softmax Solarization
  SpatialDropout1D SpatialDropout2D SpatialDropout3D SpectralNormalization StackedRNNCells
  StringLookup Subtract TFOpLambda TFSMLayer TextVectorization ThresholdedReLU TimeDistributed
  TorchModuleWrapper UnitNormalization UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D
  ZeroPadding2D ZeroPadding3D
`.trim().split(/\s+/));
const isBuiltIn = (name) => builtIn$2.has(name);
// src/model/keras/judge.ts
const mostFindings$5 = 100;
function judgeConfig(model, file) {
	const found = new Map();
	for (const judgement of walk(model, true)) {
		found.set(judgement.what, {
			...judgement,
			file
		});
		if (found.size === mostFindings$5) break;
	}
	return [...found.values()];
}
const layerKeys = new Set([
	"layers",
	"layer",
	"backward_layer",
	"forward_layer",
	"cell",
	"cells"
]);
function* walk(value, isLayer) {
	if (Array.isArray(value)) for (const item of value) yield* walk(item, isLayer);
	else if (value instanceof Map) {
		const judgement = judgeObject(value, isLayer);
		if (judgement) yield judgement;
		for (const [key, member] of value) yield* walk(member, layerKeys.has(key));
	}
}
function judgeObject(object, isLayer) {
	const name = textAt(object, "class_name");
	if (name === void 0) return judgeValue(object);
	return judgeCode$1(object, name) ?? judgeFile(object, name) ?? judgeOrigin(object, name, isLayer);
}
function judgeValue(object) {
	const value = at(object, "value");
	return Array.isArray(value) && value.length === 3 && typeof value[0] === "string" ? {
		verdict: "dangerous",
		what: "a lambda",
		why: bytecode
	} : void 0;
}
function judgeCode$1(object, name) {
	const layer = textAt(object, "config", "name");
	const what = layer === void 0 ? name : `${name} layer '${layer}'`;
	switch (name) {
		case "Lambda": {
			const called = textAt(object, "config", "function");
			return called === void 0 ? codeOfLambda(object, what) : {
				verdict: "unknown",
				what,
				why: `calls the function '${called}', which is not in the file`
			};
		}
		case "__lambda__": return {
			verdict: "dangerous",
			what: "a lambda",
			why: bytecode
		};
		case "TorchModuleWrapper": return {
			verdict: "dangerous",
			what,
			why: "unpickles a PyTorch module"
		};
		case "JaxLayer":
		case "FlaxLayer": return {
			verdict: "unknown",
			what,
			why: "calls Python code that is not in the file"
		};
		case "TFOpLambda": return judgeCalled(textAt(object, "config", "function") ?? "");
		default: return;
	}
}
const bytecode = "holds Python bytecode, which runs when the model is loaded or asked";
const codeOfLambda = (object, what) => Array.isArray(at(object, "config", "function")) ? {
	verdict: "dangerous",
	what,
	why: bytecode
} : void 0;
const beyondArrays = /^(compat\.v[12]\.)?((io|data|saved_model|summary|train|keras|lite|profiler|distribute|autograph|sysconfig)\.|(py_function|numpy_function|py_func|print|load_op_library|load_library)$)/;
const rawOperation = /^(?:compat\.v[12]\.)?raw_ops\.(.*)$/;
function judgeCalled(called) {
	const [, operation] = rawOperation.exec(called) ?? [];
	const raw = operation === void 0 ? void 0 : judgeOperation(operation, false);
	if (raw) return {
		...raw,
		what: `tf.${called}`
	};
	return beyondArrays.test(called) ? {
		verdict: "dangerous",
		what: `tf.${called}`,
		why: "reaches beyond arrays"
	} : void 0;
}
function judgeFile(object, name) {
	if (name === "TFSMLayer") return {
		verdict: "dangerous",
		what: `TFSMLayer of '${textAt(object, "config", "filepath") ?? ""}'`,
		why: "runs a graph from another place"
	};
	const vocabulary = textAt(object, "config", "vocabulary") ?? textAt(object, "config", "vocabulary_file");
	if (vocabulary === void 0 || vocabulary === "") return void 0;
	return {
		verdict: "dangerous",
		what: `the vocabulary '${vocabulary}'`,
		why: "reads any file of the server"
	};
}
const kerasModule = /^(keras|tf_keras|keras_core|tensorflow\.(python\.)?keras)(\.|$)/;
const beyondLayers = /\.(utils|saving|callbacks|datasets|export|applications|wrappers|testing|legacy\.saving|models\.cloning|trainers)(\.|$)/;
const dangerousFunctions = /^(get_file|func_load|load_.*|.*_from_(json|config|yaml)|extract_archive|save_.*|deserialize.*|enable_unsafe.*|set_.*|import_.*|exec.*|eval.*)$/;
const dangerousBuiltins = new Set(`__import__ breakpoint compile delattr eval exec exit getattr globals help input locals memoryview
  open print quit setattr type vars`.split(/\s+/));
function judgeOrigin(object, name, isLayer) {
	const module = textAt(object, "module");
	const isFunction = name === "function";
	const meant = isFunction ? textAt(object, "config") ?? "" : name;
	if (module === void 0) return isLayer ? judgeUnplaced(object, name) : void 0;
	if (kerasModule.test(module)) return beyondLayers.test(module) || isFunction && dangerousFunctions.test(meant) ? {
		verdict: "dangerous",
		what: `${module}.${meant}`,
		why: "is a part of Keras that no model needs"
	} : void 0;
	if (module === "builtins" && isFunction && !dangerousBuiltins.has(meant)) return custom(meant);
	return judge(module, meant);
}
function judge(module, name) {
	const [finding] = judgePickle("", {
		globals: [{
			module,
			name,
			offset: 0,
			called: true
		}],
		oddities: []
	});
	if (finding === void 0 || finding.verdict === "known") return void 0;
	return {
		verdict: finding.verdict,
		what: finding.what,
		why: finding.why
	};
}
const custom = (what) => ({
	verdict: "unknown",
	what,
	why: "is a class or function of the author's own, which is not in the file"
});
function judgeUnplaced(object, name) {
	const registered = textAt(object, "registered_name") ?? name;
	return isBuiltIn(name) && !registered.includes(">") ? void 0 : custom(registered);
}
// src/model/formats/keras.ts
const kerasFormat = {
	name: "Keras model",
	recognises: (head) => looksLikeZip(head) || looksLikeHdf5(head),
	async read(file) {
		return looksLikeZip(await file.bytes.read(0, 4)) ? readArchive(file) : readHdf5(file);
	}
};
async function readArchive(file) {
	const zip = await readZip(file.bytes);
	const [config, metadata] = [zip.entries.get("config.json"), zip.entries.get("metadata.json")];
	if (!config || !metadata) return void 0;
	const version = textAt(await readSmallJson(await zip.open(metadata), "metadata.json"), "keras_version");
	if (version === void 0) return void 0;
	const model = await readSmallJson(await zip.open(config), "config.json");
	return readingOf(file.path, {
		format: "keras-zip",
		version,
		model
	});
}
async function readHdf5(file) {
	const attributes = await rootAttributes(file.bytes, file.signal);
	const config = attributes.get("model_config");
	const version = await attributes.get("keras_version")?.read(0, 100);
	const known = version && Buffer.from(version).toString("utf8");
	if (config) {
		const model = await readSmallJson(config, "the attribute 'model_config'");
		return readingOf(file.path, {
			format: "keras-hdf5",
			version: known,
			model
		});
	}
	if (known === void 0 && !/\.weights\.h5$/i.test(file.path)) return void 0;
	return {
		description: {
			framework: "keras",
			format: "keras-hdf5",
			path: file.path,
			holds: "weights of a Keras model",
			input: { kind: "unknown" },
			output: { kind: "unknown" },
			packages: {},
			...versionOf(known),
			needsCode: {
				reason: "the file holds weights, but not the model that they belong to",
				script: script$6("model = build_model()  # as in training\n    model.load_weights(path)")
			}
		},
		findings: []
	};
}
function readingOf(path, { format, version, model }) {
	if (textAt(model, "class_name") === void 0) throw new Unreadable("is no Keras model: its configuration names no class");
	const loaded = judgeConfig(withoutTraining(model), path);
	const code = needsCode$3(model, loaded);
	const findings = [...loaded, ...judgeTraining(model, path)];
	const inputs = code ? void 0 : inputsOf(model);
	const outputs = code ? void 0 : outputsOf(model);
	return {
		description: {
			framework: "keras",
			format,
			path,
			holds: holds$3(model),
			input: inputs ? {
				kind: "tensors",
				tensors: inputs
			} : { kind: "unknown" },
			output: outputs ? {
				kind: "tensors",
				tensors: outputs
			} : { kind: "unknown" },
			packages: {},
			...versionOf(version),
			...code === void 0 ? {} : { needsCode: code }
		},
		findings
	};
}
const versionOf = (version) => version === void 0 ? {} : { version };
function withoutTraining(model) {
	if (!(model instanceof Map)) return model;
	return new Map([...model].filter(([name]) => name !== "compile_config"));
}
const judgeTraining = (model, path) => judgeConfig(at(model, "compile_config") ?? null, path).filter(({ verdict }) => verdict === "dangerous");
const fewLayers = 8;
function holds$3(model) {
	const kinds = layersOf(model).map((layer) => textAt(layer, "class_name") ?? "?").filter((kind) => kind !== "InputLayer");
	const name = [textAt(model, "class_name"), nameOf$4(model)].filter((text) => text).join(" ");
	const layers = kinds.length > fewLayers ? `${kinds.length} layers` : kinds.join(" → ");
	return layers === "" ? `Keras ${name}` : `Keras ${name}: ${layers}`;
}
function needsCode$3(model, findings) {
	const [first] = findings;
	if (first) return {
		reason: `${first.what} ${first.why}`,
		script: script$6("custom = {}  # the classes and functions of your own, by name\n    model = keras.models.load_model(path, custom_objects=custom, compile=False)")
	};
	if (at(model, "config") !== void 0 && layersOf(model).length > 0) return void 0;
	return {
		reason: "its configuration lists no layers, which are built by code of its own",
		script: script$6("model = build_model()  # as in training\n    model.load_weights(path)")
	};
}
const script$6 = (load) => `import json
import os
from pathlib import Path

import keras
import numpy as np

def init():
    global model
    root = Path(os.environ["AZUREML_MODEL_DIR"])
    path = next(file for file in root.rglob("*") if file.suffix in (".keras", ".h5", ".hdf5"))
    ${load}

def run(raw_data):
    return {"outputs": model.predict(np.array(json.loads(raw_data)["inputs"])).tolist()}
`;
// src/model/formats/lightgbm-text.ts
const isLightgbmText = (head) => /^tree\r?\nversion=v\d+\r?\n/.test(Buffer.from(head.subarray(0, 32)).toString("latin1"));
async function readLightgbmText(cursor, signal) {
	const header = await readHeader$1(cursor);
	const sizes = header.get("tree_sizes");
	if (sizes === void 0) throw new Unreadable("is a LightGBM model without its 'tree_sizes': before 2.1 it had none");
	const trees = wordsOf(sizes).map(Number);
	const bytes = trees.reduce((sum, size) => sum + size, 0);
	if (!Number.isSafeInteger(bytes) || bytes < 0) throw new Unreadable("has 'tree_sizes' that are no sizes", cursor.offset);
	await cursor.skip(bytes, "its trees");
	const end = cursor.offset;
	if (await readLine$1(cursor) !== "end of trees") throw otherEndings(end);
	return {
		header,
		trees: trees.length,
		...await readRest(cursor, signal)
	};
}
async function readHeader$1(cursor) {
	const header = new Map();
	await readLine$1(cursor);
	for (;;) {
		const line = await readLine$1(cursor);
		if (line === void 0) throw new Unreadable("ends in the middle of its header", cursor.offset);
		if (line === "") return header;
		if (line.endsWith("\r")) throw otherEndings(cursor.offset);
		if (header.size === mostHeaderLines || cursor.offset > largestHeader) throw new Unreadable("has a header that is too long", cursor.offset);
		const equals = line.indexOf("=");
		if (equals >= 0) header.set(line.slice(0, equals), line.slice(equals + 1));
	}
}
const otherEndings = (offset) => new Unreadable("has trees of other sizes than 'tree_sizes' says: were line endings changed?", offset);
const mostHeaderLines = 100;
const largestHeader = 48 << 20;
const mostWords = 1 << 20;
function wordsOf(line) {
	let spaces = 0;
	for (let at = line.indexOf(" "); at >= 0; at = line.indexOf(" ", at + 1)) spaces++;
	if (spaces > mostWords) throw new Unreadable(`has a line of ${spaces} values`);
	return line.split(" ").filter((word) => word !== "");
}
async function readRest(cursor, signal) {
	let categorical = [];
	let categories = [];
	let block = "feature importances";
	for (let line = await readLine$1(cursor); line !== void 0; line = await readLine$1(cursor)) {
		signal?.throwIfAborted();
		if (line === "parameters:") block = "parameters";
		if (line === "feature_importances:" || line === "end of parameters") block = void 0;
		const listed = /^\[categorical_feature: ([\d,]+)\]$/.exec(line)?.[1];
		if (listed !== void 0) categorical = listed.split(",").map(Number);
		if (line.startsWith(named$2)) categories = parseCategories(line.slice(named$2.length), cursor.offset);
	}
	if (block) throw new Unreadable(`ends before its ${block}`, cursor.offset);
	return {
		categorical: categorical.toSorted((a, b) => a - b),
		categories
	};
}
const named$2 = "pandas_categorical:";
function parseCategories(json, offset) {
	const lists = parse$2(json);
	if (lists === null) return [];
	if (!Array.isArray(lists) || !lists.every(isLabels)) throw new Unreadable("has a 'pandas_categorical' that is no list of lists of values", offset);
	return lists;
}
function parse$2(json) {
	try {
		return JSON.parse(json);
	} catch {
		return;
	}
}
const isLabels = (list) => Array.isArray(list) && list.every((label) => [
	"string",
	"number",
	"boolean"
].includes(typeof label));
const longestLine = 24 << 20;
async function readLine$1(cursor) {
	for (let wanted = 1, looked = 0;; wanted = looked + 1) {
		const there = await cursor.ready(wanted);
		let end = looked;
		while (end < there && cursor.peek(end) !== newline) end++;
		if (end < there) {
			const line = cursor.take(end).toString("utf8");
			cursor.take(1);
			return line;
		}
		if (there < wanted) return there === 0 ? void 0 : cursor.take(there).toString("utf8");
		if (there > longestLine) throw new Unreadable("has a line that is too long", cursor.offset);
		looked = there;
	}
}
const newline = 10;
// src/model/formats/lightgbm.ts
const lightgbmFormat = {
	name: "LightGBM model",
	recognises: isLightgbmText,
	async read({ path, bytes, signal }) {
		const text = await readLightgbmText(new Cursor(streamOf(bytes)), signal);
		const described = describeBooster(factsOf$1(text), "lightgbm-text", path);
		return {
			description: isClear(text) ? described : {
				...described,
				needsCode: needsCode$2
			},
			findings: []
		};
	}
};
const lightgbmBlob = {
	recognises: isLightgbmText,
	read: async (cursor) => factsOf$1(await readLightgbmText(cursor))
};
function factsOf$1(text) {
	const classes = Number(text.header.get("num_class") ?? 1);
	const objective = text.header.get("objective")?.split(" ", 1)[0];
	const count = objective === "binary" ? 2 : classes;
	const output = classes > 1 ? {
		kind: "numbers",
		width: classes
	} : { kind: "numbers" };
	return {
		framework: "lightgbm",
		columns: columnsOf(text),
		...objective !== void 0 && { objective },
		...count > 1 && { classes: count },
		trees: text.trees,
		output
	};
}
function columnsOf(text) {
	const { header, categorical, categories } = text;
	const names = wordsOf(header.get("feature_names") ?? "");
	const infos = wordsOf(header.get("feature_infos") ?? "");
	if (names.length !== infos.length) throw new Unreadable(`names ${names.length} features and describes ${infos.length}`);
	const unnamed = names.every((name, index) => name === `Column_${index}`);
	const valuesOf = new Map(isClear(text) ? categories.map((values, index) => [categorical[index], values]) : []);
	return names.map((name, index) => {
		const values = valuesOf.get(index) ?? numbersOf$2(infos[index]);
		if (values !== void 0) return columnOf$1(unnamed ? void 0 : name, values);
		return unnamed ? { type: "number" } : {
			name,
			type: "number"
		};
	});
}
const isClear = ({ categories, categorical }) => categories.length === 0 || categories.length === categorical.length;
const needsCode$2 = {
	reason: "the model was trained on pandas' categories, and its file does not tell which columns they are",
	script: `import json
import os

import lightgbm
import pandas as pd


def init():
    global model
    folder = os.environ["AZUREML_MODEL_DIR"]
    model = lightgbm.Booster(model_file=os.path.join(folder, "model.txt"))


def run(raw_data):
    rows = pd.DataFrame(json.loads(raw_data)["data"], columns=model.feature_name())
    rows = rows.astype({"...": "category"})  # the columns that were categories
    return {"predict": model.predict(rows).tolist()}
`
};
function numbersOf$2(info) {
	if (info === void 0 || info === "none" || info.startsWith("[")) return void 0;
	return info.split(":").map(Number).filter((number) => number >= 0).sort((a, b) => a - b);
}
// src/model/mlflow/flavors.ts
const known$1 = new Map([
	["sklearn", [
		"scikit-learn",
		"scikit-learn",
		"sklearn_version"
	]],
	["xgboost", [
		"XGBoost",
		"xgboost",
		"xgb_version"
	]],
	["lightgbm", [
		"LightGBM",
		"lightgbm",
		"lgb_version"
	]],
	["catboost", [
		"CatBoost",
		"catboost",
		"catboost_version"
	]],
	["pytorch", [
		"PyTorch",
		"torch",
		"pytorch_version"
	]],
	["tensorflow", [
		"TensorFlow",
		"tensorflow",
		"tensorflow_version"
	]],
	["keras", [
		"Keras",
		"keras",
		"keras_version"
	]],
	["onnx", [
		"ONNX",
		"onnx",
		"onnx_version"
	]],
	["transformers", [
		"Transformers",
		"transformers",
		"transformers_version"
	]],
	["sentence_transformers", [
		"Sentence Transformers",
		"sentence-transformers",
		"sentence_transformers_version"
	]],
	["statsmodels", [
		"statsmodels",
		"statsmodels",
		"statsmodels_version"
	]],
	["prophet", [
		"Prophet",
		"prophet",
		"prophet_version"
	]],
	["pmdarima", [
		"pmdarima",
		"pmdarima",
		"pmdarima_version"
	]],
	["spacy", [
		"spaCy",
		"spacy",
		"spacy_version"
	]],
	["paddle", [
		"PaddlePaddle",
		"paddlepaddle",
		"paddle_version"
	]],
	["spark", [
		"Spark",
		"pyspark",
		"pyspark_version"
	]]
]);
function flavorsOf(model) {
	const flavors = at(model, "flavors");
	if (!(flavors instanceof Map)) return [];
	return [...flavors.entries()].flatMap(([flavor, facts]) => {
		const library = known$1.get(String(flavor));
		if (!library) return [];
		const [name, pypi, key] = library;
		const version = textAt(facts, key);
		return [{
			name,
			package: pypi,
			...version === void 0 ? {} : { version }
		}];
	});
}
const pathKeys = [
	"model_path",
	"data",
	"python_model",
	"pickled_model",
	"model_binary",
	"code"
];
function pythonFunctionOf(model) {
	const flavor = at(model, "flavors", "python_function");
	const loader = textAt(flavor, "loader_module");
	if (loader === void 0) return void 0;
	const artifacts = at(flavor, "artifacts");
	const kept = artifacts instanceof Map ? [...artifacts.values()] : [];
	const paths = [...pathKeys.map((key) => textAt(flavor, key)), ...kept.map((artifact) => textAt(artifact, "path"))];
	const python = textAt(flavor, "python_version");
	const code = textAt(flavor, "code");
	const script = textAt(flavor, "model_code_path");
	const saved = textAt(flavor, "model_path") ?? textAt(flavor, "data");
	return {
		loader,
		method: textAt(flavor, "predict_fn") ?? "predict",
		paths: paths.filter((path) => path !== void 0),
		...python === void 0 ? {} : { python },
		...code === void 0 ? {} : { code },
		...script === void 0 ? {} : { script },
		...saved === void 0 ? {} : { model: saved }
	};
}
// src/model/compression/bits.ts
var BitReader = class {
	cursor;
	ahead = 0;
	held = 0;
	count = 0;
	constructor(cursor) {
		this.cursor = cursor;
	}
	take(bits) {
		const value = this.peek(bits);
		this.count -= bits;
		return value;
	}
	take32() {
		return (this.take(16) << 16 | this.take(16)) >>> 0;
	}
	peek(bits) {
		while (this.count < bits) {
			const byte = this.cursor.peek(this.ahead++);
			if (byte === void 0) throw new Unreadable("ends in the middle of compressed data", this.cursor.offset + this.ahead);
			this.held = this.held << 8 | byte;
			this.count += 8;
		}
		return this.held >>> this.count - bits & (1 << bits) - 1;
	}
	drop(bits) {
		this.count -= bits;
	}
	advance() {
		this.ahead -= this.count >> 3;
		this.cursor.take(this.ahead);
		this.held >>>= this.count & -8;
		this.count &= 7;
		this.ahead = 0;
	}
	end() {
		this.advance();
		this.count = 0;
	}
};
const quick = 10;
var HuffmanTable = class {
	lookup = new Uint16Array(1024);
	limits = new Uint32Array(21);
	bases = new Int32Array(21);
	symbols;
	constructor(lengths) {
		this.symbols = new Uint16Array(lengths.length);
		let code = 0;
		let place = 0;
		for (let length = 1; length <= 20; length++) {
			this.bases[length] = place - code;
			for (let symbol = 0; symbol < lengths.length; symbol++) {
				if (lengths[symbol] !== length) continue;
				if (length <= quick) {
					const first = code << quick - length;
					this.lookup.fill(symbol << 5 | length, first, first + (1 << quick - length));
				}
				this.symbols[place++] = symbol;
				code++;
			}
			code = Math.min(code, 1 << length);
			this.limits[length] = code << 20 - length;
			code <<= 1;
		}
	}
	read(bits) {
		const next = bits.peek(20);
		const found = this.lookup[next >> 10] ?? 0;
		if (found !== 0) {
			bits.drop(found & 31);
			return found >> 5;
		}
		for (let length = 11; length <= 20; length++) {
			if (next >= (this.limits[length] ?? 0)) continue;
			bits.drop(length);
			const place = (next >> 20 - length) + (this.bases[length] ?? 0);
			return this.symbols[place] ?? 0;
		}
		throw new Unreadable("has damaged bzip2 data: no symbol has this code");
	}
};
// src/model/compression/bzip2-block.ts
const symbolsPerTable = 50;
const pieceSize = 1 << 18;
function readBlock(bits, links) {
	if (bits.take(1) === 1) throw new Unreadable("has bzip2 data that is randomised, as no bzip2 since 1997 writes it");
	const origin = bits.take(24);
	const bytes = readAlphabet(bits);
	const tableCount = bits.take(3);
	const selectorCount = bits.take(15);
	if (bytes.length === 0 || tableCount < 2 || tableCount > 6 || selectorCount === 0) throw damaged$3();
	const length = readSymbols(bits, bytes, readSelectors(bits, selectorCount, tableCount), Array.from({ length: tableCount }, () => readTable(bits, bytes.length + 2)), links);
	if (origin >= length) throw damaged$3();
	link$1(links, length);
	return {
		length,
		origin
	};
}
function readAlphabet(bits) {
	const rows = bits.take(16);
	const bytes = [];
	for (let row = 0; row < 16; row++) {
		if ((rows & 32768 >> row) === 0) continue;
		const columns = bits.take(16);
		for (let column = 0; column < 16; column++) if ((columns & 32768 >> column) !== 0) bytes.push(row * 16 + column);
	}
	return Uint8Array.from(bytes);
}
function readSelectors(bits, count, tables) {
	const recent = [
		0,
		1,
		2,
		3,
		4,
		5
	];
	return new Uint8Array(count).map(() => {
		let place = 0;
		while (bits.take(1) === 1) if (++place >= tables) throw damaged$3();
		const [table = 0] = recent.splice(place, 1);
		recent.unshift(table);
		return table;
	});
}
function readTable(bits, symbols) {
	let length = bits.take(5);
	const lengths = new Uint8Array(symbols);
	for (let symbol = 0; symbol < symbols; symbol++) {
		while (true) {
			if (length < 1 || length > 20) throw damaged$3();
			if (bits.take(1) === 0) break;
			length += bits.take(1) === 0 ? 1 : -1;
		}
		lengths[symbol] = length;
	}
	return new HuffmanTable(lengths);
}
function readSymbols(bits, recent, selectors, tables, links) {
	const endOfBlock = recent.length + 1;
	let filled = 0;
	let run = 0;
	let weight = 1;
	for (const selector of selectors) {
		const table = tables[selector];
		if (table === void 0) throw damaged$3();
		for (let left = symbolsPerTable; left > 0; left--) {
			const symbol = table.read(bits);
			if (symbol <= 1) {
				run += weight << symbol;
				weight <<= 1;
				if (run > links.length - filled) throw damaged$3();
				continue;
			}
			if (run > 0) {
				links.fill(recent[0] ?? 0, filled, filled + run);
				filled += run;
				run = 0;
				weight = 1;
			}
			if (symbol === endOfBlock) return filled;
			if (filled === links.length) throw damaged$3();
			const place = symbol - 1;
			const byte = recent[place] ?? 0;
			for (let at = place; at > 0; at--) recent[at] = recent[at - 1] ?? 0;
			recent[0] = byte;
			links[filled++] = byte;
		}
	}
	throw damaged$3();
}
function link$1(links, length) {
	const next = new Uint32Array(257);
	for (let at = 0; at < length; at++) {
		const above = ((links[at] ?? 0) & 255) + 1;
		next[above] = (next[above] ?? 0) + 1;
	}
	for (let byte = 1; byte < 257; byte++) next[byte] = (next[byte] ?? 0) + (next[byte - 1] ?? 0);
	for (let at = 0; at < length; at++) {
		const byte = (links[at] ?? 0) & 255;
		const place = next[byte] ?? 0;
		links[place] = (links[place] ?? 0) | at << 8;
		next[byte] = place + 1;
	}
}
function* expand(links, block) {
	const piece = new Uint8Array(pieceSize);
	const full = 261889;
	let filled = 0;
	let last = -1;
	let alike = 0;
	let place = (links[block.origin] ?? 0) >>> 8;
	for (let left = block.length; left > 0; left--) {
		const entry = links[place] ?? 0;
		place = entry >>> 8;
		const byte = entry & 255;
		if (alike === 4) {
			piece.fill(last, filled, filled + byte);
			filled += byte;
			alike = 0;
		} else {
			alike = byte === last ? alike + 1 : 1;
			last = byte;
			piece[filled++] = byte;
		}
		if (filled < full) continue;
		yield piece.subarray(0, filled);
		filled = 0;
	}
	if (filled > 0) yield piece.subarray(0, filled);
}
const damaged$3 = () => new Unreadable("has damaged bzip2 data");
// src/model/compression/bzip2.ts
const largestPackedBlock = 25e5;
const blockMagic = 54156738319193;
const endMagic = 25779555029136;
const blockStep = 1e5;
const looksLikeBzip2 = (head) => head[0] === 66 && head[1] === 90 && head[2] === 104 && levelOf(head) >= 1 && levelOf(head) <= 9;
const levelOf = (head) => (head[3] ?? 0) - 48;
async function* bzip2(packed) {
	const cursor = new Cursor(packed);
	const links = new Uint32Array(9 * blockStep);
	await cursor.require(4, "the header of a bzip2 stream");
	do
		yield* bzip2Stream(cursor, links);
	while (await cursor.ready(4) >= 4 && looksLikeBzip2(cursor.look()));
}
async function* bzip2Stream(cursor, room) {
	const links = room.subarray(0, levelOf(cursor.take(4)) * blockStep);
	const bits = new BitReader(cursor);
	let sumOfSums = 0;
	while (true) {
		await cursor.ready(largestPackedBlock);
		const { offset } = cursor;
		const magic = bits.take(24) * 2 ** 24 + bits.take(24);
		const expected = bits.take32();
		if (magic === endMagic) {
			bits.end();
			if (expected === sumOfSums) return;
			throw new Unreadable("has a damaged bzip2 stream: its checksum differs", offset);
		}
		if (magic !== blockMagic) throw new Unreadable("has damaged bzip2 data", offset);
		const block = readBlock(bits, links);
		bits.advance();
		let sum = -1;
		for (const piece of expand(links, block)) {
			sum = crc32$1(piece, sum);
			yield piece;
		}
		if (~sum >>> 0 !== expected) throw new Unreadable("has a damaged bzip2 block: its checksum differs", offset);
		sumOfSums = ((sumOfSums << 1 | sumOfSums >>> 31) ^ expected) >>> 0;
	}
}
function crc32$1(piece, sum) {
	let value = sum;
	for (let at = 0; at < piece.byteLength; at++) value = value << 8 ^ (crcTable[value >>> 24 ^ (piece[at] ?? 0)] ?? 0);
	return value;
}
const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
	let value = byte << 24;
	for (let bit = 0; bit < 8; bit++) value = value << 1 ^ (value < 0 ? 79764919 : 0);
	return value;
});
// src/model/compression/lz4-block.ts
const shortestMatch = 4;
function unpackLz4Block(packed, window, from, offset) {
	const damaged = () => new Unreadable("has a damaged lz4 block", offset);
	let at = 0;
	let to = from;
	const lengthOf = (nibble) => {
		let length = nibble;
		for (let more = nibble === 15 ? 255 : 0; more === 255; length += more) {
			if (at >= packed.byteLength) throw damaged();
			more = packed[at++] ?? 0;
		}
		return length;
	};
	while (true) {
		if (at >= packed.byteLength) throw damaged();
		const token = packed[at++] ?? 0;
		const literals = lengthOf(token >> 4);
		if (literals > packed.byteLength - at || literals > window.byteLength - to) throw damaged();
		for (const end = at + literals; at < end;) window[to++] = packed[at++] ?? 0;
		if (at === packed.byteLength) return to;
		const distance = (packed[at] ?? 0) | (packed[at + 1] ?? 0) << 8;
		at += 2;
		const length = lengthOf(token & 15) + shortestMatch;
		if (distance === 0 || distance > to || length > window.byteLength - to) throw damaged();
		for (const end = to + length; to < end; to++) window[to] = window[to - distance] ?? 0;
	}
}
// src/model/compression/lz4.ts
const frameMagic = 407708164;
const skippableMagic = 407710288;
const history = 65536;
const blockSizes = {
	4: 65536,
	5: 1 << 18,
	6: 1 << 20,
	7: 1 << 22
};
const looksLikeLz4 = (head) => [
	4,
	34,
	77,
	24
].every((byte, at) => head[at] === byte);
async function* lz4(packed) {
	const cursor = new Cursor(packed);
	while (await cursor.ready(4) > 0) {
		await cursor.require(4, "the header of an lz4 frame");
		const { offset } = cursor;
		const magic = cursor.take(4).readUInt32LE();
		if (magic === frameMagic) yield* frame(cursor);
		else if ((magic & -16) === skippableMagic) await cursor.skip((await cursor.read(4, "an lz4 frame")).readUInt32LE(), "an lz4 frame");
		else throw new Unreadable("goes on after an lz4 frame with what is not another one", offset);
	}
}
async function readHeader(cursor) {
	const what = "the header of an lz4 frame";
	const { offset } = cursor;
	const descriptor = await cursor.read(2, what);
	const flags = descriptor.readUInt8(0);
	const blockSize = blockSizes[descriptor.readUInt8(1) >> 4 & 7];
	if (flags >> 6 !== 1 || (flags & 2) !== 0 || blockSize === void 0) throw new Unreadable("has a damaged header of an lz4 frame", offset);
	if ((flags & 1) !== 0) throw new Unreadable("needs a dictionary to unpack lz4 data", offset);
	const contentSize = (flags & 8) === 0 ? void 0 : (await cursor.read(8, what)).readBigUInt64LE();
	await cursor.skip(1, what);
	return {
		linked: (flags & 32) === 0,
		blockChecksums: (flags & 16) !== 0,
		contentChecksum: (flags & 4) !== 0,
		contentSize,
		blockSize
	};
}
async function* frame(cursor) {
	const header = await readHeader(cursor);
	const window = new Uint8Array(history + header.blockSize);
	let before = 0;
	let total = 0n;
	while (true) {
		await cursor.require(4, "an lz4 frame");
		const { offset } = cursor;
		const word = cursor.take(4).readUInt32LE();
		if (word === 0) break;
		const size = word & 2147483647;
		if (size > header.blockSize) throw new Unreadable("has an lz4 block that is too long", offset);
		await cursor.require(size, "an lz4 block");
		const packed = cursor.take(size);
		const stored = word !== size;
		if (stored) window.set(packed, before);
		const end = stored ? before + size : unpackLz4Block(packed, window.subarray(0, before + header.blockSize), before, offset);
		total += BigInt(end - before);
		yield window.subarray(before, end);
		if (header.linked) {
			const from = Math.max(0, end - history);
			window.copyWithin(0, from, end);
			before = end - from;
		}
		if (header.blockChecksums) await cursor.skip(4, "an lz4 block");
	}
	if (header.contentChecksum) await cursor.skip(4, "an lz4 frame");
	if (header.contentSize !== void 0 && header.contentSize !== total) throw new Unreadable(`has an lz4 frame of ${total} bytes, not the ${header.contentSize} that it says`, cursor.offset);
}
// src/model/compression/range-decoder.ts
const evenChance = 1024;
var RangeDecoder = class {
	probabilities = new Uint16Array(0);
	input = new Uint8Array(0);
	inputAt = 0;
	range = 0;
	code = 0;
	allot(count) {
		this.probabilities = new Uint16Array(count);
	}
	reset() {
		this.probabilities.fill(evenChance);
	}
	start(head, offset) {
		if (head[0] !== 0) throw new Unreadable("has LZMA data that does not begin with a zero", offset);
		this.range = -1;
		this.code = 0;
		for (let at = 1; at < 5; at++) this.code = this.code << 8 | (head[at] ?? 0);
	}
	feed(input) {
		this.input = input;
		this.inputAt = 0;
	}
	get taken() {
		return this.inputAt;
	}
	get finished() {
		return this.code === 0;
	}
	tree(group, bits) {
		let node = 1;
		for (let left = bits; left > 0; left--) node = node << 1 | this.bit(group + node);
		return node - (1 << bits);
	}
	reverseTree(group, bits) {
		let node = 1;
		let value = 0;
		for (let shift = 0; shift < bits; shift++) {
			const bit = this.bit(group + node);
			node = node << 1 | bit;
			value |= bit << shift;
		}
		return value;
	}
	direct(bits) {
		let value = 0;
		for (let left = bits; left > 0; left--) {
			this.range = this.range >>> 1 | 0;
			const one = this.code >>> 0 >= this.range >>> 0 ? 1 : 0;
			if (one === 1) this.code = this.code - this.range | 0;
			this.normalise();
			value = value << 1 | one;
		}
		return value;
	}
	bit(index) {
		const probability = this.probabilities[index] ?? 0;
		const bound = Math.imul(this.range >>> 11, probability);
		if (this.code >>> 0 < bound >>> 0) {
			this.range = bound;
			this.probabilities[index] = probability + (2048 - probability >> 5);
			this.normalise();
			return 0;
		}
		this.range = this.range - bound | 0;
		this.code = this.code - bound | 0;
		this.probabilities[index] = probability - (probability >> 5);
		this.normalise();
		return 1;
	}
	normalise() {
		if (this.range >>> 0 >= 1 << 24) return;
		this.range <<= 8;
		this.code = this.code << 8 | (this.input[this.inputAt++] ?? 0);
	}
};
// src/model/compression/lzma.ts
const largestDictionary = 64 << 20;
const isMatch = 0;
const isRepeat = 192;
const isRepeat0 = 204;
const isRepeat1 = 216;
const isRepeat2 = 228;
const isLongRepeat0 = 240;
const distanceSlots = 432;
const distanceSpecial = 688;
const distanceAlign = 803;
const matchLength = 819;
const repeatLength = 1333;
const literals = 1847;
const endMarker = 4294967295;
function lzmaProperties(byte, offset) {
	if (byte >= 225) throw new Unreadable(`has LZMA properties that do not exist, ${byte}`, offset);
	const rest = Math.floor(byte / 9);
	return {
		literalContext: byte % 9,
		literalPosition: rest % 5,
		position: Math.floor(rest / 5)
	};
}
var LzmaDecoder = class {
	ended = false;
	window;
	at = 0;
	filled = 0;
	bits = new RangeDecoder();
	contextBits = 0;
	literalMask = 0;
	positionMask = 0;
	state = 0;
	repeat0 = 0;
	repeat1 = 0;
	repeat2 = 0;
	repeat3 = 0;
	copying = 0;
	constructor(dictionary, offset) {
		if (dictionary > 67108864) throw new Unreadable(`needs a window of ${dictionary} bytes to unpack, more than the ${largestDictionary} allowed`, offset);
		this.window = new Uint8Array(Math.max(4096, Math.ceil(dictionary / 16) * 16));
	}
	resetDictionary() {
		this.at = 0;
		this.filled = 0;
	}
	setProperties({ literalContext, literalPosition, position }) {
		this.contextBits = literalContext;
		this.literalMask = (1 << literalPosition) - 1;
		this.positionMask = (1 << position) - 1;
		this.bits.allot(literals + (768 << literalContext + literalPosition));
		this.resetState();
	}
	resetState() {
		this.bits.reset();
		this.state = 0;
		this.repeat0 = this.repeat1 = this.repeat2 = this.repeat3 = 0;
		this.copying = 0;
	}
	start(head, offset) {
		this.bits.start(head, offset);
	}
	feed(input) {
		this.bits.feed(input);
	}
	get taken() {
		return this.bits.taken;
	}
	get finished() {
		return this.bits.finished && this.copying === 0;
	}
	decode(most, until) {
		if (this.at === this.window.byteLength) this.at = 0;
		const from = this.at;
		const to = Math.min(from + most, this.window.byteLength);
		while (this.at < to && !this.ended) if (this.copying > 0) this.copy(to);
		else if (this.bits.taken > until) break;
		else this.symbol();
		this.filled = Math.max(this.filled, this.at);
		return this.window.subarray(from, this.at);
	}
	store(data) {
		if (this.at === this.window.byteLength) this.at = 0;
		const from = this.at;
		const piece = data.subarray(0, this.window.byteLength - from);
		this.window.set(piece, from);
		this.at += piece.byteLength;
		this.filled = Math.max(this.filled, this.at);
		return this.window.subarray(from, this.at);
	}
	symbol() {
		const place = this.at & this.positionMask;
		const row = (this.state << 4) + place;
		if (this.bits.bit(isMatch + row) === 0) this.literal();
		else this.match(row, place);
	}
	match(row, place) {
		let length;
		if (this.bits.bit(isRepeat + this.state) === 0) {
			length = this.length(matchLength, place);
			this.state = this.state < 7 ? 7 : 10;
			const distance = this.distance(length);
			if (distance === endMarker) {
				this.ended = true;
				return;
			}
			this.repeat3 = this.repeat2;
			this.repeat2 = this.repeat1;
			this.repeat1 = this.repeat0;
			this.repeat0 = distance;
		} else {
			const short = this.chooseRepeat(row);
			length = short ? -1 : this.length(repeatLength, place);
			this.state = short ? this.state < 7 ? 9 : 11 : this.state < 7 ? 8 : 11;
		}
		if (this.repeat0 >= Math.max(this.filled, this.at)) throw new Unreadable("has damaged LZMA data: it repeats what was never there");
		this.copying = length + 2;
	}
	chooseRepeat(row) {
		if (this.bits.bit(isRepeat0 + this.state) === 0) return this.bits.bit(isLongRepeat0 + row) === 0;
		let distance = this.repeat1;
		if (this.bits.bit(isRepeat1 + this.state) === 1) {
			distance = this.repeat2;
			if (this.bits.bit(isRepeat2 + this.state) === 1) {
				distance = this.repeat3;
				this.repeat3 = this.repeat2;
			}
			this.repeat2 = this.repeat1;
		}
		this.repeat1 = this.repeat0;
		this.repeat0 = distance;
		return false;
	}
	literal() {
		const context = this.before(0) >> 8 - this.contextBits;
		const group = literals + 768 * (((this.at & this.literalMask) << this.contextBits) + context);
		let symbol = 1;
		if (this.state >= 7) {
			let hint = this.before(this.repeat0);
			while (symbol < 256) {
				const expected = hint >> 7 & 1;
				hint <<= 1;
				const bit = this.bits.bit(group + (1 + expected << 8) + symbol);
				symbol = symbol << 1 | bit;
				if (bit !== expected) break;
			}
		}
		while (symbol < 256) symbol = symbol << 1 | this.bits.bit(group + symbol);
		this.window[this.at++] = symbol;
		this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6;
	}
	before(distance) {
		const from = this.at - distance - 1;
		if (from >= 0) return this.window[from] ?? 0;
		return this.filled === 0 ? 0 : this.window[from + this.window.byteLength] ?? 0;
	}
	copy(to) {
		const { window } = this;
		const end = Math.min(this.at + this.copying, to);
		let from = this.at - this.repeat0 - 1;
		if (from < 0) from += window.byteLength;
		this.copying -= end - this.at;
		let { at } = this;
		while (at < end) {
			window[at++] = window[from++] ?? 0;
			if (from === window.byteLength) from = 0;
		}
		this.at = at;
	}
	length(coder, place) {
		const low = coder + 2;
		const middle = low + 128;
		if (this.bits.bit(coder) === 0) return this.bits.tree(low + 8 * place, 3);
		if (this.bits.bit(coder + 1) === 0) return 8 + this.bits.tree(middle + 8 * place, 3);
		return 16 + this.bits.tree(middle + 128, 8);
	}
	distance(length) {
		const slot = this.bits.tree(distanceSlots + 64 * Math.min(length, 3), 6);
		if (slot < 4) return slot;
		const bits = (slot >> 1) - 1;
		const high = (2 | slot & 1) << bits;
		if (slot < 14) return high + this.bits.reverseTree(distanceSpecial + high - slot, bits);
		return (high + (this.bits.direct(bits - 4) << 4) | this.bits.reverseTree(distanceAlign, 4)) >>> 0;
	}
};
// src/model/compression/lzma-alone.ts
const unknownSize = 2n ** 64n - 1n;
const portion = 65536;
async function* lzmaAlone(packed) {
	const cursor = new Cursor(packed);
	await cursor.require(18, "the header of LZMA data");
	const properties = lzmaProperties(cursor.take(1).readUInt8(), 0);
	const decoder = new LzmaDecoder(cursor.take(4).readUInt32LE(), 1);
	const size = cursor.take(8).readBigUInt64LE();
	decoder.setProperties(properties);
	decoder.start(cursor.take(5), 13);
	let left = size === unknownSize ? Number.POSITIVE_INFINITY : Number(size);
	let kept = new Uint8Array(0);
	while (left > 0 && !decoder.ended) {
		const fresh = cursor.take(Math.min(portion, await cursor.ready(portion)));
		const last = fresh.byteLength === 0;
		const input = Buffer.concat([kept, last ? Buffer.alloc(20) : fresh]);
		const until = last ? kept.byteLength : input.byteLength - 20;
		decoder.feed(input);
		for (let piece = decoder.decode(left, until); piece.byteLength > 0;) {
			left -= piece.byteLength;
			yield piece;
			piece = decoder.decode(left, until);
		}
		if (last && (decoder.taken > kept.byteLength || left > 0 && !decoder.ended)) throw new Unreadable("ends in the middle of LZMA data", cursor.offset);
		kept = input.subarray(decoder.taken);
	}
	if (decoder.ended && !decoder.finished) throw new Unreadable("has damaged LZMA data", cursor.offset);
	if (left > 0 && Number.isFinite(left)) throw new Unreadable(`has LZMA data that ends ${left} bytes too early`, cursor.offset);
}
// src/model/compression/checks.ts
function xzCheck(type) {
	if (type === 1) return crc32Check();
	if (type === 4) return crc64Check();
	if (type === 10) return sha256Check();
	return {
		bytes: sizes[type] ?? 0,
		update: () => {},
		value: () => new Uint8Array(0)
	};
}
const sizes = [
	0,
	4,
	4,
	4,
	8,
	8,
	8,
	16,
	16,
	16,
	32,
	32,
	32,
	64,
	64,
	64
];
function crc32Check() {
	let sum = 0;
	return {
		bytes: 4,
		update(piece) {
			sum = crc32(piece, sum);
		},
		value() {
			const stored = Buffer.alloc(4);
			stored.writeUInt32LE(sum);
			return stored;
		}
	};
}
function sha256Check() {
	const hash = createHash("sha256");
	return {
		bytes: 32,
		update(piece) {
			hash.update(piece);
		},
		value: () => hash.digest()
	};
}
function crc64Check() {
	let low = -1;
	let high = -1;
	return {
		bytes: 8,
		update(piece) {
			let [l, h] = [low, high];
			for (let at = 0; at < piece.byteLength; at++) {
				const index = (l ^ (piece[at] ?? 0)) & 255;
				l = (l >>> 8 | h << 24) ^ (crc64Low[index] ?? 0);
				h = h >>> 8 ^ (crc64High[index] ?? 0);
			}
			low = l;
			high = h;
		},
		value() {
			const stored = Buffer.alloc(8);
			stored.writeInt32LE(~low);
			stored.writeInt32LE(~high, 4);
			return stored;
		}
	};
}
const crc64Low = new Int32Array(256);
const crc64High = new Int32Array(256);
for (let index = 0; index < 256; index++) {
	let [low, high] = [index, 0];
	for (let bit = 0; bit < 8; bit++) {
		const odd = low & 1;
		low = low >>> 1 | high << 31;
		high >>>= 1;
		if (odd === 1) {
			low ^= 3615952706;
			high ^= 3379320725;
		}
	}
	crc64Low[index] = low;
	crc64High[index] = high;
}
// src/model/compression/lzma2.ts
function lzma2Dictionary(byte, offset) {
	if (byte > 40) throw new Unreadable(`has LZMA2 properties that do not exist, ${byte}`, offset);
	return byte === 40 ? 2 ** 32 - 1 : (2 | byte & 1) * 2 ** ((byte >> 1) + 11);
}
async function* lzma2(cursor, dictionary) {
	const decoder = new LzmaDecoder(dictionary, cursor.offset);
	let atLeast = 224;
	while (true) {
		await cursor.require(1, "an LZMA2 chunk");
		const { offset } = cursor;
		const control = cursor.take(1).readUInt8();
		if (control === 0) return;
		if (control < 128) {
			if (control > 2 || control === 2 && atLeast === 224) throw damaged$2(offset);
			if (control === 1) {
				decoder.resetDictionary();
				atLeast = 192;
			}
			yield* storedChunk(cursor, decoder);
		} else {
			if (control < atLeast) throw damaged$2(offset);
			atLeast = 128;
			yield* packedChunk(cursor, decoder, control);
		}
	}
}
async function* storedChunk(cursor, decoder) {
	await cursor.require(2, "an LZMA2 chunk");
	const size = cursor.take(2).readUInt16BE() + 1;
	await cursor.require(size, "an LZMA2 chunk");
	let data = cursor.take(size);
	while (data.byteLength > 0) {
		const piece = decoder.store(data);
		data = data.subarray(piece.byteLength);
		yield piece;
	}
}
async function* packedChunk(cursor, decoder, control) {
	await cursor.require(5, "an LZMA2 chunk");
	let left = ((control & 31) << 16) + cursor.take(2).readUInt16BE() + 1;
	const size = cursor.take(2).readUInt16BE() + 1;
	if (control >= 224) decoder.resetDictionary();
	if (control >= 192) {
		await cursor.require(1, "an LZMA2 chunk");
		const { offset } = cursor;
		const properties = lzmaProperties(cursor.take(1).readUInt8(), offset);
		if (properties.literalContext + properties.literalPosition > 4) throw damaged$2(offset);
		decoder.setProperties(properties);
	} else if (control >= 160) decoder.resetState();
	await cursor.require(size, "an LZMA2 chunk");
	const { offset } = cursor;
	const packed = cursor.take(size);
	if (size < 5) throw damaged$2(offset);
	decoder.start(packed, offset);
	const input = packed.subarray(5);
	decoder.feed(input);
	while (left > 0) {
		const piece = decoder.decode(left, input.byteLength);
		if (piece.byteLength === 0) throw damaged$2(offset);
		left -= piece.byteLength;
		yield piece;
	}
	if (decoder.taken !== input.byteLength || !decoder.finished) throw damaged$2(offset);
}
const damaged$2 = (offset) => new Unreadable("has damaged LZMA2 data", offset);
// src/model/compression/xz.ts
const magic$1 = [
	253,
	55,
	122,
	88,
	90,
	0
];
const footerMagic = Buffer.from("YZ");
const lzma2Filter = 33;
const filterNames = {
	3: "delta",
	4: "x86",
	5: "PowerPC",
	6: "IA-64",
	7: "ARM",
	8: "ARM-Thumb",
	9: "SPARC",
	10: "ARM64",
	11: "RISC-V"
};
const looksLikeXz = (head) => magic$1.every((byte, at) => head[at] === byte);
async function* xz(packed) {
	const cursor = new Cursor(packed);
	do
		yield* xzStream(cursor);
	while (await begins(cursor));
}
async function begins(cursor) {
	await cursor.ready(magic$1.length);
	return looksLikeXz(cursor.look());
}
async function* xzStream(cursor) {
	const what = "the header of an xz stream";
	const at = cursor.offset;
	const header = await cursor.read(12, what);
	const flags = header.subarray(6, 8);
	confirm(crc32(flags) === header.readUInt32LE(8), what, at);
	const check = header.readUInt8(7);
	confirm(header.readUInt8(6) === 0 && check < 16, what, at);
	const totals = {
		blocks: 0,
		packed: 0,
		unpacked: 0
	};
	while (true) {
		await cursor.require(1, "an xz stream");
		if (cursor.peek() === 0) break;
		yield* block$1(cursor, check, totals);
	}
	await readFooter(cursor, flags, await readIndex(cursor, totals));
}
async function* block$1(cursor, type, totals) {
	const { offset } = cursor;
	const header = await readBlockHeader(cursor);
	const check = xzCheck(type);
	const dataAt = cursor.offset;
	let unpacked = 0;
	for await (const piece of lzma2(cursor, header.dictionary)) {
		unpacked += piece.byteLength;
		check.update(piece);
		yield piece;
	}
	const packed = cursor.offset - dataAt;
	if ((header.packed ?? packed) !== packed || (header.unpacked ?? unpacked) !== unpacked) throw new Unreadable("has an xz block that is not as long as it says", offset);
	await readPadding(cursor, packed);
	const stored = await cursor.read(check.bytes, "an xz block");
	const value = check.value();
	if (value.byteLength > 0 && !stored.equals(value)) throw new Unreadable("has a damaged xz block: its checksum differs", cursor.offset);
	totals.blocks += 1;
	totals.packed += dataAt - offset + packed + check.bytes;
	totals.unpacked += unpacked;
}
async function readBlockHeader(cursor) {
	const what = "the header of an xz block";
	const { offset } = cursor;
	await cursor.require(1, what);
	const size = ((cursor.peek() ?? 0) + 1) * 4;
	const header = await cursor.read(size, what);
	const fields = header.subarray(0, size - 4);
	confirm(crc32(fields) === header.readUInt32LE(size - 4), what, offset);
	const flags = header.readUInt8(1);
	confirm((flags & 60) === 0, what, offset);
	const numbers = new Numbers(fields.subarray(2), offset + 2);
	const packed = (flags & 64) !== 0 ? numbers.next() : void 0;
	const unpacked = (flags & 128) !== 0 ? numbers.next() : void 0;
	const filter = numbers.next();
	if (filter !== lzma2Filter || (flags & 3) !== 0) throw new Unreadable(`is packed with the xz filter '${filterNames[filter] ?? filter}', not with LZMA2 alone`, offset);
	confirm(numbers.next() === 1, what, offset);
	return {
		dictionary: lzma2Dictionary(numbers.next(), offset),
		packed,
		unpacked
	};
}
var Numbers = class {
	data;
	base;
	at = 0;
	constructor(data, base) {
		this.data = data;
		this.base = base;
	}
	next() {
		let value = 0;
		for (let scale = 1; scale <= 2 ** 56; scale *= 128) {
			const byte = this.data[this.at++];
			if (byte === void 0) break;
			value += (byte & 127) * scale;
			if (byte < 128) return value;
		}
		throw new Unreadable("holds a number without an end", this.base + this.at);
	}
};
async function readIndex(cursor, totals) {
	const what = "the index of an xz stream";
	const { offset } = cursor;
	let sum = 0;
	const take = async (bytes) => {
		await cursor.require(bytes, what);
		const taken = cursor.take(bytes);
		sum = crc32(taken, sum);
		return taken;
	};
	const number = async () => {
		await cursor.ready(9);
		let length = 1;
		while (length < 9 && (cursor.peek(length - 1) ?? 0) >= 128) length++;
		const { offset } = cursor;
		return new Numbers(await take(length), offset).next();
	};
	await take(1);
	confirm(await number() === totals.blocks, what, offset);
	let packed = 0;
	let unpacked = 0;
	for (let left = totals.blocks; left > 0; left--) {
		packed += await number();
		unpacked += await number();
	}
	confirm(packed === totals.packed && unpacked === totals.unpacked, what, offset);
	await take((4 - (cursor.offset - offset) % 4) % 4);
	confirm((await cursor.read(4, what)).readUInt32LE() === sum, what, offset);
	return cursor.offset - offset;
}
async function readFooter(cursor, flags, indexSize) {
	const what = "the end of an xz stream";
	const { offset } = cursor;
	const footer = await cursor.read(12, what);
	confirm(crc32(footer.subarray(4, 10)) === footer.readUInt32LE(0), what, offset);
	confirm((footer.readUInt32LE(4) + 1) * 4 === indexSize, what, offset);
	confirm(footer.subarray(8, 10).equals(flags), what, offset);
	confirm(footer.subarray(10).equals(footerMagic), what, offset);
}
async function readPadding(cursor, size) {
	const { offset } = cursor;
	confirm((await cursor.read((4 - size % 4) % 4, "an xz block")).every((byte) => byte === 0), "the padding of an xz block", offset);
}
function confirm(right, what, offset) {
	if (!right) throw new Unreadable(`is damaged in ${what}`, offset);
}
// src/model/compression/index.ts
function compressionOf(head) {
	const [first = 0, second = 0, third = 0] = head;
	if (first === 31 && second === 139 && third === 8) return "gzip";
	if (first === 120 && (first << 8 | second) % 31 === 0) return "zlib";
	if (looksLikeBzip2(head)) return "bzip2";
	if (looksLikeXz(head)) return "xz";
	if (first === 93 && second === 0 && head.byteLength > 13) return "lzma";
	if (looksLikeLz4(head)) return "lz4";
	return "none";
}
async function decompressed(bytes) {
	const head = await bytes.read(0, 24);
	if (oldJoblib.every((byte, at) => head[at] === byte)) throw new Unreadable("is compressed as joblib did it before 0.10 (2016): load it there and dump it again with a newer joblib", 0);
	const compression = compressionOf(head);
	return {
		stream: decoders$1[compression](streamOf(bytes)),
		compression
	};
}
const oldJoblib = [
	90,
	70,
	48,
	120
];
const options = { chunkSize: 1 << 18 };
const decoders$1 = {
	none: (packed) => packed,
	zlib: (packed) => inflated(packed, createInflate(options), "zlib data"),
	gzip: (packed) => inflated(packed, createGunzip(options), "gzip data"),
	bzip2: (packed) => pulled(bzip2(packed)),
	xz: (packed) => pulled(xz(packed)),
	lzma: (packed) => pulled(lzmaAlone(packed)),
	lz4: (packed) => pulled(lz4(packed))
};
const pulled = (pieces) => ({ async next() {
	const { done, value } = await pieces.next();
	return done ? void 0 : value;
} });
// src/model/pickle/values.ts
const forgotten = { kind: "forgotten" };
function classOf$2(value) {
	if (typeof value !== "object" || value?.kind !== "object") return void 0;
	const { of, args } = value;
	if (typeof of !== "object" || of?.kind !== "global") return void 0;
	if (of.module !== "copyreg") return of;
	const first = typeof args === "object" && args?.kind === "tuple" ? args.items[0] : void 0;
	return typeof first === "object" && first?.kind === "global" ? first : of;
}
function entryOf(value, key) {
	if (typeof value !== "object" || value === null) return void 0;
	if (value.kind === "object") return value.entries?.entries.get(key);
	return value.kind === "dict" ? value.entries.get(key) : void 0;
}
function attributeOf(value, name) {
	if (typeof value !== "object" || value?.kind !== "object") return void 0;
	const { state } = value;
	if (typeof state !== "object" || state?.kind !== "tuple") return entryOf(state, name);
	const [attributes, slots] = state.items;
	const plain = entryOf(attributes, name);
	return plain === void 0 ? entryOf(slots, name) : plain;
}
const isWhole = ({ entries, count, isLate }) => entries.size === count && !isLate;
function countOf$2(value) {
	if (typeof value !== "object" || value === null) return void 0;
	if (value.kind === "object") return value.items?.count;
	return "count" in value ? value.count : void 0;
}
function itemsOf$1(value) {
	if (typeof value !== "object" || value === null) return void 0;
	if (value.kind === "object") return value.items?.items;
	return value.kind === "list" || value.kind === "tuple" || value.kind === "set" ? value.items : void 0;
}
// src/model/pickle/dtype.ts
const holdsReferences = 1;
function readDtype(value, depth = 0) {
	const type = classOf$2(value);
	if (typeof value !== "object" || value?.kind !== "object" || depth > 8) return void 0;
	if (type?.module !== "numpy" || type.name !== "dtype") return void 0;
	const [code] = itemsOf$1(value.args) ?? [];
	const match = typeof code === "string" ? /^([biufcSUVMmO])(\d{1,9})$/.exec(code) : null;
	if (match?.[1] === void 0 || match[2] === void 0) return void 0;
	const plain = sized(match[1], Number(match[2]));
	return value.state === void 0 ? plain : withState$1(plain, value.state, depth);
}
const sized = (kind, count) => ({
	kind,
	itemsize: kind === "U" ? count * 4 : count,
	bigEndian: false,
	hasObjects: kind === "O"
});
function withState$1(plain, value, depth) {
	const [version, order, subarray, names, fields, size, , flags] = itemsOf$1(value) ?? [];
	if (typeof version !== "number" || version < 3 || typeof flags !== "number") return void 0;
	const given = typeof size === "number" && size >= 0 && "SUV".includes(plain.kind);
	const inner = [...partsOf$1(fields, names), ...partsOfArray(subarray)].map((part) => readDtype(part, depth + 1));
	const hasObjects = plain.hasObjects || inner.some((part) => part?.hasObjects);
	if (inner.includes(void 0) || hasObjects !== ((flags & holdsReferences) !== 0)) return void 0;
	const fieldNames = itemsOf$1(names)?.filter((name) => typeof name === "string");
	return {
		...plain,
		itemsize: given ? size : plain.itemsize,
		bigEndian: order === ">",
		hasObjects,
		...fieldNames === void 0 ? {} : { fields: fieldNames }
	};
}
function partsOf$1(fields, names) {
	return (itemsOf$1(names) ?? []).map((name) => typeof name === "string" ? itemsOf$1(entryOf(fields, name))?.[0] : void 0);
}
const partsOfArray = (subarray) => subarray === null || subarray === void 0 ? [] : [itemsOf$1(subarray)?.[0]];
// src/model/pickle/limits.ts
const limits = {
	piece: 65536,
	items: 1e4,
	entries: 1e4,
	stack: 1 << 20,
	memo: 1 << 17,
	lateMemo: 1e5,
	globals: 1e5,
	oddities: 1e3,
	memoText: 16 << 20,
	containers: 64 << 20,
	lateEntries: 8 << 20,
	lateContainers: 8 << 20,
	axes: 64
};
// src/model/pickle/joblib.ts
const wrapperName = /(^|\.)(NumpyArrayWrapper|Z?NDArrayWrapper)$/;
const wrapperPath = /(^|\.)joblib\.(\w+\.)*(NumpyArrayWrapper|Z?NDArrayWrapper)$/;
function isWrapper$1(value) {
	const type = classOf$2(value);
	return type !== void 0 && wrapperPath.test(`${type.module}.${type.name}`);
}
function hidesWrapper(of, args) {
	return !(typeof of === "object" && of?.kind === "global" && of.module === "copyreg") && (itemsOf$1(args) ?? []).some((arg) => isWrapper$1(arg) || isWrapperClass(arg));
}
const isWrapperClass = (value) => typeof value === "object" && value?.kind === "global" && wrapperName.test(`.${value.name}`);
const posesAsWrapper = (type) => wrapperName.test(`.${type.name}`) && !wrapperPath.test(`${type.module}.${type.name}`);
var Wrappers = class {
	classes = new Set();
	rebuilt = new WeakSet();
	note(global) {
		if (isWrapperClass(global)) this.classes.add(global);
	}
	areIn(values) {
		return this.classes.size > 0 && values.some((value) => this.isOne(value));
	}
	rebuildsOne(made) {
		const [type, base, state] = made.items;
		if (made.count !== 3 || type === void 0 || !this.classes.has(type)) return false;
		if (state !== null || typeof base !== "object" || base?.kind !== "global") return false;
		this.rebuilt.add(made);
		return true;
	}
	isOne(value) {
		if (typeof value !== "object" || value === null) return false;
		if (value.kind === "global") return this.classes.has(value);
		if (value.kind === "tuple") return this.rebuilt.has(value);
		return value.kind === "object" && (this.classes.has(value.of) || isWrapper$1(value));
	}
};
function placementOf(wrapper) {
	const file = attributeOf(wrapper, "filename");
	if (typeof file === "string") return {
		kind: "file",
		file
	};
	const described = attributeOf(wrapper, "dtype");
	const dtype = readDtype(described);
	const shape = readShape$1(attributeOf(wrapper, "shape"));
	if (dtype === void 0 || described === void 0 || shape === void 0) return void 0;
	if (dtype.hasObjects) return { kind: "pickle" };
	const size = sizeOf(dtype, shape);
	if (size === void 0) return void 0;
	const alignment = attributeOf(wrapper, "numpy_array_alignment_bytes");
	const fortran = attributeOf(wrapper, "order") === "F";
	return {
		kind: "bytes",
		size,
		padded: alignment !== void 0 && alignment !== null,
		array: {
			kind: "array",
			dtype: described,
			shape,
			fortran
		}
	};
}
function readShape$1(value) {
	const items = itemsOf$1(value);
	if (items === void 0 || items.length > limits.axes) return void 0;
	const lengths = items.filter((item) => typeof item === "number" && Number.isSafeInteger(item) && item >= 0);
	return lengths.length === items.length ? lengths : void 0;
}
function sizeOf(dtype, shape) {
	const size = shape.reduce((product, length) => product * length, dtype.itemsize);
	return Number.isSafeInteger(size) ? size : void 0;
}
// src/model/pickle/array.ts
async function readArray$2(machine, wrapper, cursor, walkInner) {
	const placement = placementOf(wrapper);
	if (placement === void 0 || placement.kind !== "file" && machine.frameEnd > cursor.offset) {
		const why = "hides where its bytes end and the next instructions begin";
		machine.imports.odd("joblib.numpy_pickle.NumpyArrayWrapper", why, cursor.offset);
		throw new Unreadable(`holds an array that ${why}`, cursor.offset);
	}
	switch (placement.kind) {
		case "file": {
			const { file } = placement;
			machine.imports.odd(file, "is another file, from which joblib loads an array: it may hold a pickle of its own", cursor.offset);
			return {
				kind: "array",
				dtype: null,
				shape: [],
				fortran: false,
				file
			};
		}
		case "pickle": return walkInner();
		case "bytes": {
			if (placement.padded) await skipPadding(cursor);
			const { array, size } = placement;
			if (size <= limits.piece) return {
				...array,
				data: new Uint8Array(await cursor.read(size, "an array"))
			};
			await cursor.skip(size, "an array");
			return array;
		}
	}
}
async function skipPadding(cursor) {
	const count = (await cursor.read(1, "an array"))[0] ?? 0;
	await cursor.skip(count, "an array");
}
// src/model/pickle/blob.ts
async function readBlob(cursor, size, { blobs = [], signal }) {
	const headSize = Math.min(64, size);
	await cursor.require(headSize, "a value");
	const head = cursor.look().subarray(0, headSize);
	const reader = blobs.find((candidate) => candidate.recognises(head));
	const inside = new Inside(cursor, size);
	let content;
	try {
		content = await reader?.read(new Cursor(inside), size);
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
	}
	signal.throwIfAborted();
	await cursor.skip(inside.left, "a value");
	return content;
}
var Inside = class {
	left;
	cursor;
	constructor(cursor, size) {
		this.cursor = cursor;
		this.left = size;
	}
	async next() {
		if (this.left === 0) return void 0;
		const there = await this.cursor.ready(1);
		if (there === 0) throw new Unreadable("ends in the middle of a value", this.cursor.offset);
		const piece = this.cursor.take(Math.min(there, this.left));
		this.left -= piece.byteLength;
		return piece;
	}
	async skip(bytes) {
		const count = Math.min(bytes, this.left);
		await this.cursor.skip(count, "a value");
		this.left -= count;
		return count;
	}
};
async function skipLine(cursor) {
	let size = 0;
	for (;;) {
		if (await cursor.ready(1) === 0) throw new Unreadable("ends in the middle of a line", cursor.offset);
		const end = cursor.look().indexOf(10);
		size += cursor.take(end < 0 ? cursor.available : end + 1).byteLength;
		if (end >= 0) return size - 1;
	}
}
// src/model/pickle/code.ts
const alarming = new Set(`system popen Popen check_output check_call getoutput getstatusoutput spawnl spawnv execv execve
  posix_spawn subprocess pty socket ctypes CDLL exec __import__ import_module __subclasses__
  __globals__ __builtins__ __code__ marshal`.split(/\s+/));
function alarmingName(of, args) {
	if (!makesCode(of)) return void 0;
	const items = itemsOf$1(args) ?? [];
	for (const [at, item] of items.entries()) {
		if (!isBytes(item) || !isTuple(items[at + 1]) || !isTuple(items[at + 2])) continue;
		return (itemsOf$1(items[at + 2]) ?? []).find((name) => typeof name === "string" && alarming.has(name));
	}
}
function makesCode(of) {
	if (typeof of !== "object" || of === null) return false;
	if (of.kind === "global") return of.name === "_create_code" || of.name === "CodeType";
	return of.kind === "object" && itemsOf$1(of.args)?.[0] === "CodeType";
}
const isBytes = (value) => typeof value === "object" && (value?.kind === "bytes" || value?.kind === "object");
const isTuple = (value) => typeof value === "object" && value?.kind === "tuple";
// src/model/pickle/bytecode.ts
const dialects = [
	{
		python: "3.11",
		resume: 151,
		caches: {
			25: 4,
			60: 1,
			92: 1,
			95: 4,
			106: 4,
			107: 2,
			116: 5,
			122: 1,
			160: 10,
			166: 1,
			171: 4
		}
	},
	{
		python: "3.12",
		resume: 151,
		caches: {
			25: 1,
			60: 1,
			92: 1,
			93: 1,
			95: 4,
			106: 9,
			107: 1,
			116: 4,
			122: 1,
			123: 1,
			141: 1,
			171: 3
		}
	},
	{
		python: "3.13",
		resume: 149,
		caches: {
			5: 1,
			39: 1,
			40: 3,
			45: 1,
			53: 3,
			58: 1,
			59: 1,
			72: 1,
			77: 1,
			82: 9,
			91: 4,
			93: 1,
			97: 1,
			98: 1,
			99: 1,
			100: 1,
			104: 1,
			108: 4,
			117: 1
		}
	}
];
function pythonsOf(of, args) {
	if (!makesCode(of)) return void 0;
	const items = itemsOf$1(args) ?? [];
	const [first, ...others] = items;
	const given = bytesOf$2(first) === void 0 ? items : others;
	const code = bytesOf$2(given[6]);
	if (code === void 0) return void 0;
	if (given.length === 16) return olderPythons(code, bytesOf$2(given[13]));
	if (given.length !== 18) return void 0;
	const fitting = dialects.filter((dialect) => speaks(dialect, code));
	return fitting.length > 0 ? fitting.map(({ python }) => python) : void 0;
}
function olderPythons(code, lines) {
	if (lines === void 0) return void 0;
	return lines.filter((_, at) => at % 2 === 0).reduce((sum, bytes) => sum + bytes, 0) === code.length ? ["3.10"] : ["3.9", "3.8"];
}
function speaks({ resume, caches }, code) {
	const opcodes = code.filter((_, at) => at % 2 === 0);
	if (!opcodes.includes(resume)) return false;
	for (let at = 0; at < opcodes.length;) {
		const expected = caches[opcodes[at] ?? 0] ?? 0;
		const room = opcodes.subarray(at + 1).findIndex((opcode) => opcode !== 0);
		if (room === -1 ? opcodes.length - at - 1 !== expected : room !== expected) return false;
		at += 1 + expected;
	}
	return true;
}
const bytesOf$2 = (value) => typeof value === "object" && value?.kind === "bytes" ? value.data : void 0;
// src/model/pickle/distribution.ts
const honest = /^\s*(def _parse_args(_rvs|_stats)?\(self,[\w ,=.'-]*\):\n +return (self\._argcheck_rvs)?\([\w ,=.-]*\)[\w ,]*\s*)+$/;
function dangerOfDistribution(made) {
	const text = attributeOf(made, "_parse_arg_template");
	if (text !== void 0) return typeof text === "string" && honest.test(text) ? void 0 : "runs a text of the file as code";
	return isDistribution(classOf$2(made)) && !isTold(made.state) ? "runs a text as code that the file computes or hides" : void 0;
}
const derivesDistribution = (args) => (itemsOf$1(args) ?? []).some((arg) => (itemsOf$1(arg) ?? []).some(isDistribution));
function isDistribution(value) {
	if (typeof value !== "object" || value?.kind !== "global") return false;
	return /^scipy\.stats(\.|$)/.test(value.module) && /(_gen|^rv_\w+)$/.test(value.name);
}
function isTold(state) {
	if (typeof state !== "object" || state === null) return false;
	return state.kind === "dict" ? isWhole(state) : state.kind === "tuple";
}
// src/model/pickle/python2.ts
function modernName(module, name) {
	const renamed = names$3.get(`${module} ${name}`);
	if (renamed) return renamed;
	const excepted = exceptions.get(module);
	if (excepted?.names.has(name)) return [excepted.module, name];
	return [modules.get(module) ?? module, name];
}
const modules = new Map([
	["__builtin__", "builtins"],
	["copy_reg", "copyreg"],
	["Queue", "queue"],
	["SocketServer", "socketserver"],
	["ConfigParser", "configparser"],
	["repr", "reprlib"],
	["tkFileDialog", "tkinter.filedialog"],
	["tkSimpleDialog", "tkinter.simpledialog"],
	["tkColorChooser", "tkinter.colorchooser"],
	["tkCommonDialog", "tkinter.commondialog"],
	["Dialog", "tkinter.dialog"],
	["Tkdnd", "tkinter.dnd"],
	["tkFont", "tkinter.font"],
	["tkMessageBox", "tkinter.messagebox"],
	["ScrolledText", "tkinter.scrolledtext"],
	["Tkconstants", "tkinter.constants"],
	["ttk", "tkinter.ttk"],
	["Tkinter", "tkinter"],
	["markupbase", "_markupbase"],
	["_winreg", "winreg"],
	["thread", "_thread"],
	["dummy_thread", "_dummy_thread"],
	["dbhash", "dbm.bsd"],
	["dumbdbm", "dbm.dumb"],
	["dbm", "dbm.ndbm"],
	["gdbm", "dbm.gnu"],
	["xmlrpclib", "xmlrpc.client"],
	["SimpleXMLRPCServer", "xmlrpc.server"],
	["httplib", "http.client"],
	["htmlentitydefs", "html.entities"],
	["HTMLParser", "html.parser"],
	["Cookie", "http.cookies"],
	["cookielib", "http.cookiejar"],
	["BaseHTTPServer", "http.server"],
	["test.test_support", "test.support"],
	["commands", "subprocess"],
	["urlparse", "urllib.parse"],
	["robotparser", "urllib.robotparser"],
	["urllib2", "urllib.request"],
	["anydbm", "dbm"],
	["_abcoll", "collections.abc"],
	["cPickle", "pickle"],
	["_elementtree", "xml.etree.ElementTree"],
	["FileDialog", "tkinter.filedialog"],
	["SimpleDialog", "tkinter.simpledialog"],
	["DocXMLRPCServer", "xmlrpc.server"],
	["SimpleHTTPServer", "http.server"],
	["CGIHTTPServer", "http.server"],
	["UserDict", "collections"],
	["UserList", "collections"],
	["UserString", "collections"],
	["whichdb", "dbm"],
	["StringIO", "io"],
	["cStringIO", "io"]
]);
const names$3 = new Map([
	["__builtin__ xrange", ["builtins", "range"]],
	["__builtin__ reduce", ["functools", "reduce"]],
	["__builtin__ intern", ["sys", "intern"]],
	["__builtin__ unichr", ["builtins", "chr"]],
	["__builtin__ unicode", ["builtins", "str"]],
	["__builtin__ long", ["builtins", "int"]],
	["__builtin__ basestring", ["builtins", "str"]],
	["itertools izip", ["builtins", "zip"]],
	["itertools imap", ["builtins", "map"]],
	["itertools ifilter", ["builtins", "filter"]],
	["itertools ifilterfalse", ["itertools", "filterfalse"]],
	["itertools izip_longest", ["itertools", "zip_longest"]],
	["UserDict IterableUserDict", ["collections", "UserDict"]],
	["UserDict UserDict", ["collections", "UserDict"]],
	["UserList UserList", ["collections", "UserList"]],
	["UserString UserString", ["collections", "UserString"]],
	["whichdb whichdb", ["dbm", "whichdb"]],
	["_socket fromfd", ["socket", "fromfd"]],
	["socket _socketobject", ["socket", "SocketType"]],
	["_multiprocessing Connection", ["multiprocessing.connection", "Connection"]],
	["multiprocessing.process Process", ["multiprocessing.context", "Process"]],
	["multiprocessing.forking Popen", ["multiprocessing.popen_fork", "Popen"]],
	["urllib ContentTooShortError", ["urllib.error", "ContentTooShortError"]],
	["urllib getproxies", ["urllib.request", "getproxies"]],
	["urllib pathname2url", ["urllib.request", "pathname2url"]],
	["urllib quote_plus", ["urllib.parse", "quote_plus"]],
	["urllib quote", ["urllib.parse", "quote"]],
	["urllib unquote_plus", ["urllib.parse", "unquote_plus"]],
	["urllib unquote", ["urllib.parse", "unquote"]],
	["urllib url2pathname", ["urllib.request", "url2pathname"]],
	["urllib urlcleanup", ["urllib.request", "urlcleanup"]],
	["urllib urlencode", ["urllib.parse", "urlencode"]],
	["urllib urlopen", ["urllib.request", "urlopen"]],
	["urllib urlretrieve", ["urllib.request", "urlretrieve"]],
	["urllib2 HTTPError", ["urllib.error", "HTTPError"]],
	["urllib2 URLError", ["urllib.error", "URLError"]],
	["exceptions StandardError", ["builtins", "Exception"]]
]);
const exceptions = new Map([["exceptions", {
	module: "builtins",
	names: new Set(`ArithmeticError AssertionError AttributeError BaseException BufferError
  BytesWarning DeprecationWarning EOFError EnvironmentError Exception FloatingPointError FutureWarning
  GeneratorExit IOError ImportError ImportWarning IndentationError IndexError KeyError
  KeyboardInterrupt LookupError MemoryError NameError NotImplementedError OSError OverflowError
  PendingDeprecationWarning ReferenceError RuntimeError RuntimeWarning StopIteration SyntaxError
  SyntaxWarning SystemError SystemExit TabError TypeError UnboundLocalError UnicodeDecodeError
  UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning
  WindowsError ZeroDivisionError`.split(/\s+/))
}], ["multiprocessing", {
	module: "multiprocessing.context",
	names: new Set([
		"AuthenticationError",
		"BufferTooShort",
		"ProcessError",
		"TimeoutError"
	])
}]]);
// src/model/pickle/imports.ts
var Imports = class {
	uses = new Map();
	oddThings = new Map();
	getsMore = false;
	use(module, name, protocol, offset) {
		const [modern, called] = protocol < 3 ? modernName(module, name) : [module, name];
		const key = `${modern}\n${called}`;
		const known = this.uses.get(key);
		if (known) return known.global;
		if (this.uses.size >= limits.globals) return void 0;
		const global = {
			kind: "global",
			module: modern,
			name: called
		};
		this.uses.set(key, {
			global,
			offset,
			called: false,
			given: false
		});
		return global;
	}
	called(of, args, offset) {
		if (typeof of !== "object" || of === null) return;
		if (of.kind === "forgotten") this.odd("?", "is called, but lies too far back to say what it was", offset);
		if (of.kind !== "global") return;
		const use = this.uses.get(`${of.module}\n${of.name}`);
		if (use) use.called = true;
		const first = typeof args === "object" && args?.kind === "tuple" ? args.items[0] : void 0;
		if (of.module === "copyreg" && builders$1.has(of.name) && first !== void 0) this.called(first, null, offset);
	}
	given({ module, name }) {
		const use = this.uses.get(`${module}\n${name}`);
		if (use) use.given = true;
	}
	attribute(of, args, protocol, offset) {
		if (!isGetattr(of)) return;
		const [from, name, ...more] = itemsOf$1(args) ?? [];
		if (typeof from === "object" && from?.kind === "global" && typeof name === "string" && more.length === 0) this.use(from.module, `${from.name}.${name}`, Math.max(protocol, 3), offset);
		else this.hidden(of);
	}
	hidden(value) {
		if (isGetattr(value)) this.getsMore = true;
	}
	odd(what, why, offset) {
		const key = `${what}\n${why}`;
		if (!this.oddThings.has(key) && this.oddThings.size < limits.oddities) this.oddThings.set(key, {
			what,
			why,
			offset
		});
	}
	include({ globals, oddities }) {
		for (const use of globals) {
			const { module, name, offset, called, given = false, listed = false } = use;
			if (!listed) this.hidden({
				kind: "global",
				module,
				name
			});
			const key = `${module}\n${name}`;
			const known = this.uses.get(key);
			if (known) {
				known.called ||= called;
				known.given ||= given;
			} else this.uses.set(key, {
				global: {
					kind: "global",
					module,
					name
				},
				offset,
				called,
				given
			});
		}
		for (const { what, why, offset } of oddities) this.odd(what, why, offset);
	}
	get globals() {
		return [...this.uses.values()].map(({ global, offset, called, given }) => ({
			module: global.module,
			name: global.name,
			offset,
			called,
			...given && { given },
			...isGetattr(global) && called && !this.getsMore && { listed: true }
		}));
	}
	get oddities() {
		return [...this.oddThings.values()];
	}
};
const isGetattr = (value) => typeof value === "object" && value?.kind === "global" && value.module === "builtins" && value.name === "getattr";
const builders$1 = new Set([
	"_reconstructor",
	"__newobj__",
	"__newobj_ex__"
]);
// src/model/pickle/keeper.ts
const leastCost = 100;
function cost(value) {
	if (typeof value === "string") return 32 + 2 * value.length;
	if (typeof value !== "object" || value === null) return 16;
	if (value.kind === "dict") return 300;
	return value.kind === "bytes" || value.kind === "array" ? 200 + (value.data?.byteLength ?? 0) : leastCost;
}
var Keeper = class {
	left = limits.containers;
	leftForEntries = limits.lateEntries;
	late = [];
	lateCost = 0;
	get isSpent() {
		return this.left < 0;
	}
	get isFull() {
		return this.lateCost > limits.lateContainers;
	}
	sequence(kind, values) {
		const made = {
			kind,
			items: [],
			count: 0,
			isLate: this.isSpent
		};
		if (made.isLate) this.watch(made);
		this.extend(made, values);
		return made;
	}
	dict() {
		const made = {
			kind: "dict",
			entries: new Map(),
			count: 0,
			isLate: this.isSpent
		};
		if (made.isLate) this.watch(made);
		return made;
	}
	extend(to, values) {
		const room = to.items.length < to.count ? 0 : limits.items - to.count;
		to.count += values.length;
		for (const value of room < values.length ? values.slice(0, room) : values) {
			if (!this.admits(to, value)) return;
			to.items.push(value);
		}
	}
	set(to, key, value) {
		const isNew = !to.entries.has(key);
		if (isNew) to.count++;
		if (isNew && to.entries.size >= limits.entries) return;
		if (this.admits(to, value, key)) to.entries.set(key, value);
		else if (!isNew) to.entries.delete(key);
	}
	chained(value) {
		if (typeof value !== "object" || value?.kind !== "object") return value;
		if (this.isSpent) return forgotten;
		this.left -= leastCost;
		return value;
	}
	forget(needed) {
		const kept = within$2(needed);
		for (const container of this.late) {
			if (kept.has(container)) continue;
			if (container.kind === "dict") container.entries.clear();
			else container.items.length = 0;
		}
		this.late = this.late.filter((container) => kept.has(container));
		this.lateCost = this.late.length * leastCost;
	}
	watch(container) {
		this.late.push(container);
		this.lateCost += leastCost;
	}
	admits(to, value, key = null) {
		const price = cost(value) + cost(key);
		if (this.left >= 0) {
			this.left -= price;
			return true;
		}
		if (to.isLate) {
			this.lateCost += price;
			return true;
		}
		if (to.kind === "dict") this.leftForEntries -= price;
		return to.kind === "dict" && this.leftForEntries >= 0;
	}
};
function within$2(values) {
	const found = new Set();
	const todo = [...values];
	for (let value = todo.pop(); value !== void 0; value = todo.pop()) {
		if (typeof value !== "object" || value === null || found.has(value)) continue;
		found.add(value);
		if (found.size > 1e4) break;
		if (value.kind === "object") {
			todo.push(value.args, value.state ?? null, value.keywords ?? null);
			todo.push(value.items ?? null, value.entries ?? null);
		} else if (value.kind === "dict") todo.push(...value.entries.values());
		else if ("items" in value && value.kind !== "array") todo.push(...value.items);
	}
	return found;
}
// src/model/pickle/memo.ts
var Memo = class {
	values = [];
	late = new Map();
	scattered = new Set();
	next = limits.memo;
	written = 0;
	textLeft = limits.memoText;
	recentTexts = [
		"",
		"",
		"",
		""
	];
	recentKeys = [
		0,
		0,
		0,
		0
	];
	recent = 0;
	get size() {
		return this.written;
	}
	get lateValues() {
		return this.late.values();
	}
	put(key, value) {
		if (this.late.size > 0) this.late.delete(key);
		if (key < limits.memo) {
			if (this.values[key] === void 0) this.written++;
			this.values[key] = this.affordable(value) ? value : this.keepLate(key, value);
			return true;
		}
		if (!this.count(key)) return false;
		this.keepLate(key, value);
		return true;
	}
	get(key) {
		if (key < limits.memo) return this.late.get(key) ?? this.values[key];
		return key < this.next || this.scattered.has(key) ? this.late.get(key) ?? forgotten : void 0;
	}
	named(text) {
		const at = this.recentTexts.indexOf(text);
		const key = this.recentKeys[at];
		if (key !== void 0 && this.late.size < limits.lateMemo) this.late.set(key, text);
	}
	affordable(value) {
		const size = typeof value === "string" ? value.length : heldBytes(value);
		if (size > this.textLeft) return false;
		this.textLeft -= size;
		return true;
	}
	keepLate(key, value) {
		if (matters(value) && this.late.size < limits.lateMemo) this.late.set(key, value);
		if (typeof value === "string" && value.length < 1e3) {
			this.recent = (this.recent + 1) % this.recentTexts.length;
			this.recentTexts[this.recent] = value;
			this.recentKeys[this.recent] = key;
		}
		return forgotten;
	}
	count(key) {
		if (key < this.next || this.scattered.has(key)) return true;
		this.written++;
		if (key > this.next) {
			this.scattered.add(key);
			return this.scattered.size <= limits.lateMemo;
		}
		this.next++;
		while (this.scattered.delete(this.next)) this.next++;
		return true;
	}
};
const heldBytes = (value) => typeof value === "object" && value?.kind === "bytes" ? value.data?.byteLength ?? 0 : 0;
function matters(value) {
	if (typeof value !== "object" || value === null) return false;
	if (value.kind === "global") return true;
	return value.kind === "object" && typeof value.of === "object" && value.of?.kind === "global" && value.of.name === "dtype";
}
// src/model/pickle/operands.ts
var Operands = class {
	bytes = Buffer.alloc(0);
	at = 0;
	base = 0;
	renew(window, base) {
		this.bytes = window;
		this.at = 0;
		this.base = base;
	}
	get offset() {
		return this.base + this.at;
	}
	get taken() {
		return this.at;
	}
	get left() {
		return this.bytes.byteLength - this.at;
	}
	uint8() {
		const byte = this.bytes[this.at];
		if (byte === void 0) throw this.cutOff();
		this.at++;
		return byte;
	}
	uint16() {
		return this.bytes.readUInt16LE(this.pass(2));
	}
	int32() {
		return this.bytes.readInt32LE(this.pass(4));
	}
	uint32() {
		return this.bytes.readUInt32LE(this.pass(4));
	}
	uint64() {
		return Number(this.bytes.readBigUInt64LE(this.pass(8)));
	}
	float64() {
		return this.bytes.readDoubleBE(this.pass(8));
	}
	utf8(size) {
		const from = this.pass(size);
		return this.bytes.toString("utf8", from, from + size);
	}
	raw(size) {
		const from = this.pass(size);
		return this.bytes.subarray(from, from + size);
	}
	peek(size) {
		return this.bytes.subarray(this.at, this.at + size);
	}
	line() {
		const end = this.bytes.subarray(0, this.at + limits.piece).indexOf(10, this.at);
		if (end < 0) {
			if (this.left < limits.piece) throw this.cutOff();
			return;
		}
		const line = this.bytes.subarray(this.at, end);
		this.at = end + 1;
		return line;
	}
	pass(size) {
		const from = this.at;
		if (from + size > this.bytes.byteLength) throw this.cutOff();
		this.at = from + size;
		return from;
	}
	cutOff() {
		return new Unreadable("breaks off in the middle of a value", this.base + this.bytes.byteLength);
	}
};
// src/model/pickle/machine.ts
var Machine = class {
	input = new Operands();
	imports = new Imports();
	memo = new Memo();
	keeper = new Keeper();
	pending;
	root;
	pythons;
	protocol = 0;
	dialect = 0;
	frameEnd = 0;
	offset = 0;
	stack = [];
	depth = 0;
	marks = [];
	loader;
	wrappers = new Wrappers();
	getattr;
	constructor(loader) {
		this.loader = loader;
	}
	fail(message) {
		throw new Unreadable(message, this.offset);
	}
	push(value) {
		if (this.depth >= limits.stack) this.fail("stacks up more values than are followed");
		this.stack[this.depth++] = value;
	}
	pop() {
		const value = this.top();
		this.depth--;
		return value;
	}
	top() {
		const value = this.depth > this.floor ? this.stack[this.depth - 1] : void 0;
		return value === void 0 ? this.fail("needs a value of an empty stack") : value;
	}
	mark() {
		if (this.marks.length >= limits.stack) this.fail("stacks up more marks than are followed");
		this.marks.push(this.depth);
	}
	popMark() {
		const mark = this.marks.pop();
		return mark === void 0 ? this.fail("looks for a mark that is not there") : this.cut(mark);
	}
	popAny() {
		if (this.marks.length > 0 && this.marks.at(-1) === this.depth) this.marks.pop();
		else this.pop();
	}
	popSome(count) {
		if (this.depth - count < this.floor) this.fail("needs a value of an empty stack");
		return this.cut(this.depth - count);
	}
	store(key) {
		if (key === void 0 || !Number.isSafeInteger(key)) this.fail("stores under what is no number");
		else if (!this.memo.put(key, this.top())) this.fail("scatters what it stores too widely");
	}
	fetch(key) {
		const value = key === void 0 ? void 0 : this.memo.get(key);
		this.push(value === void 0 ? this.fail("fetches what it never stored") : value);
	}
	sequence(kind, values) {
		const made = this.keeper.sequence(kind, values);
		if (!this.wrappers.rebuildsOne(made)) this.notePut(values);
		this.push(made);
	}
	notePut(values) {
		if (this.getattr !== void 0 && values.includes(this.getattr)) this.imports.hidden(this.getattr);
		if (this.loader.joblib && this.wrappers.areIn(values)) this.imports.odd("joblib.numpy_pickle.NumpyArrayWrapper", "is put into something else: what takes it out may swallow a part of the file unseen", this.offset);
	}
	extend(target, values) {
		this.notePut(values);
		if (typeof target !== "object" || target === null) return;
		if (target.kind === "global") this.changed(target);
		else if (target.kind === "object") {
			target.items ??= this.keeper.sequence("list", []);
			this.keeper.extend(target.items, values);
		} else if (target.kind === "list" || target.kind === "set") this.keeper.extend(target, values);
	}
	setItems(target, pairs) {
		if (pairs.length % 2 === 1) this.fail("has a key without a value");
		this.notePut(pairs);
		if (typeof target !== "object" || target === null) return;
		if (target.kind === "global") this.changed(target);
		for (let at = 0; at < pairs.length; at += 2) this.setItem(target, pairs[at] ?? null, pairs[at + 1] ?? null);
	}
	setItem(target, key, value) {
		if (target.kind === "object") {
			target.entries ??= this.keeper.dict();
			this.keeper.set(target.entries, key, value);
		} else if (target.kind === "dict") this.keeper.set(target, key, value);
		else if (target.kind === "list" && typeof key === "number") target.items.splice(key < 0 ? 0 : key, 1, forgotten);
	}
	import(module, name) {
		const found = this.imports.use(module, name, this.dialect, this.offset);
		if (found === void 0) return this.fail("imports more names than are followed");
		this.wrappers.note(found);
		if (found.module === "builtins" && found.name === "getattr") this.getattr = found;
		if (this.loader.joblib && posesAsWrapper(found)) this.imports.odd(`${module}.${name}`, "has the name of a class of joblib", this.offset);
		return found;
	}
	importFrom(module, name) {
		if (typeof module === "string" && typeof name === "string") {
			this.memo.named(module);
			this.memo.named(name);
			return this.import(module, name);
		}
		for (const part of [module, name]) {
			if (typeof part === "string") continue;
			if (typeof part !== "object" || part === null || !hidesText(part)) return this.fail("imports by what is no text");
		}
		const shown = [module, name].map((part) => typeof part === "string" ? part : "?").join(".");
		this.imports.odd(shown, "is imported by a name that the file computes or hides: nobody can tell without running it", this.offset);
		return forgotten;
	}
	importExtension(code) {
		if (code <= 0) this.fail("imports by a number that cannot be registered");
		this.imports.odd(`copyreg extension ${code}`, "is imported by a number: what it stands for is decided by what else the program has loaded", this.offset);
		this.push(forgotten);
	}
	call(of, args) {
		if (itemsOf$1(args)?.length !== 0 && typeof of === "object" && of?.kind === "global") this.imports.given(of);
		const pythons = pythonsOf(of, args);
		if (pythons) this.pythons = this.pythons?.filter((one) => pythons.includes(one)) ?? pythons;
		const named = alarmingName(of, args);
		if (named !== void 0) this.imports.odd(`code with the name ${named}`, "is no part of a model, but in its functions", this.offset);
		this.imports.attribute(of, args, this.dialect, this.offset);
		if (derivesDistribution(args)) this.imports.odd("scipy.stats", "is given a class of its own, which runs a text as code", this.offset);
		this.make(of, args);
	}
	instantiate(of, args, keywords) {
		this.imports.hidden(of);
		this.make(of, args, keywords);
	}
	make(of, args, keywords) {
		if (typeof of !== "object" || of === null || !isCallable(of)) this.fail("calls what is no function");
		this.imports.called(of, args, this.offset);
		if (this.loader.joblib && hidesWrapper(of, args)) this.imports.odd("joblib.numpy_pickle.NumpyArrayWrapper", "is handed to a function: what that returns may swallow a part of the file unseen", this.offset);
		this.push({
			kind: "object",
			of: this.keeper.chained(of),
			args: this.keeper.chained(args),
			...keywords === void 0 ? {} : { keywords: this.keeper.chained(keywords) }
		});
	}
	build(state) {
		const target = this.top();
		if (typeof target !== "object" || target === null) return;
		this.notePut([state]);
		if (target.kind === "global") this.changed(target);
		else if (target.kind === "object") {
			target.state = this.keeper.chained(state);
			const danger = dangerOfDistribution(target);
			if (danger !== void 0) this.imports.odd("scipy.stats", danger, this.offset);
			if (this.loader.joblib && isWrapper$1(target)) this.pending = {
				kind: "array",
				wrapper: target
			};
		}
	}
	holdsBlob(size) {
		return size >= leastBlob && this.loader.recognises(this.input.peek(Math.min(size, 64)));
	}
	tidy() {
		this.stack = this.stack.slice(0, this.depth);
		if (this.depth > 1e3) this.thin();
		const needed = this.stack.slice(-64);
		if (this.keeper.isFull) this.keeper.forget([...this.memo.lateValues, ...needed]);
	}
	thin() {
		let left = limits.memoText;
		for (let at = this.stack.length - 1; at >= 0; at--) {
			const value = this.stack[at];
			left -= weight(value);
			const isBase = at < 1e3 && weight(value) === leastWeight;
			if (left < 0 && weight(value) > 64 && !isBase) this.stack[at] = forgotten;
		}
	}
	changed(target) {
		this.imports.odd(`${target.module}.${target.name}`, "is changed, although it is part of a library", this.offset);
	}
	cut(from) {
		const values = this.stack.slice(from, this.depth);
		this.depth = from;
		return values;
	}
	get floor() {
		return this.marks.at(-1) ?? 0;
	}
};
const leastBlob = 64;
const hidesText = (value) => [
	"text",
	"object",
	"persistent",
	"forgotten",
	"global"
].includes(value.kind);
const isCallable = (value) => [
	"global",
	"object",
	"persistent",
	"forgotten"
].includes(value.kind);
const leastWeight = 200;
function weight(value) {
	if (typeof value === "string") return value.length;
	if (typeof value !== "object" || value === null || value === forgotten) return 0;
	return leastWeight + ("data" in value ? value.data?.byteLength ?? 0 : 0);
}
// src/model/pickle/text.ts
const mostDigits = 4300;
function parseInteger(line) {
	if (line.length > mostDigits) return void 0;
	const match = /^\s*([+-]?)(0[xob][\da-f_]+|[\d_]+)\s*$/i.exec(line);
	if (!match?.[2]) return void 0;
	try {
		const size = BigInt(match[2].replaceAll("_", "").toLowerCase());
		return narrow(match[1] === "-" ? -size : size);
	} catch {
		return;
	}
}
function parseIndex(line) {
	return /^\s*\+?\d+(?:_\d+)*\s*$/.test(line) ? Number(line.replaceAll("_", "")) : void 0;
}
function parseFloat64(line) {
	const text = line.trim().replaceAll("_", "");
	const named = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
	if (named) {
		if (named[2]?.toLowerCase() === "nan") return NaN;
		return named[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
	}
	return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : void 0;
}
function decodeLong(bytes) {
	if (bytes.byteLength === 0) return 0;
	if (bytes.byteLength <= 6) return bytes.readIntLE(0, bytes.byteLength);
	const magnitude = BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
	return narrow(BigInt.asIntN(bytes.byteLength * 8, magnitude));
}
const narrow = (value) => BigInt.asIntN(53, value) === value ? Number(value) : value;
function rawUnicodeEscape(line) {
	const text = line.toString("latin1");
	if (!text.includes("\\")) return text;
	let broken = false;
	const decoded = text.replace(/\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g, (whole, short, long, other) => {
		if (other !== void 0 && other !== "u" && other !== "U") return whole;
		const code = Number.parseInt(short ?? long ?? "", 16);
		if (code <= 1114111) return String.fromCodePoint(code);
		broken = true;
		return whole;
	});
	return broken ? void 0 : decoded;
}
const escapes = {
	"\\": 92,
	"'": 39,
	"\"": 34,
	a: 7,
	b: 8,
	f: 12,
	n: 10,
	r: 13,
	t: 9,
	v: 11
};
function quotedBytes(line) {
	const text = line.toString("latin1");
	const quote = text[0];
	if (text.length < 2 || quote !== "'" && quote !== "\"" || text.at(-1) !== quote) return void 0;
	let broken = false;
	const decoded = text.slice(1, -1).replace(/\\(?:x([\da-fA-F]{2})|([0-7]{1,3})|([\s\S])|$)/g, (whole, hex, octal, other) => {
		if (hex !== void 0) return String.fromCharCode(Number.parseInt(hex, 16));
		if (octal !== void 0) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
		if (other === void 0 || other === "x") broken = true;
		const code = escapes[other ?? ""];
		return code === void 0 ? whole : String.fromCharCode(code);
	});
	return broken ? void 0 : Buffer.from(decoded, "latin1");
}
function python2String(bytes) {
	for (const byte of bytes) if (byte > 127) return keptBytes(bytes);
	return bytes.toString("latin1");
}
const keptBytes = (bytes) => ({
	kind: "bytes",
	size: bytes.byteLength,
	data: new Uint8Array(bytes)
});
// src/model/pickle/opcodes.ts
const longestInteger = 1024;
const constants$2 = {
	N: (machine) => machine.push(null),
	"": (machine) => machine.push(true),
	"": (machine) => machine.push(false),
	")": (machine) => machine.push(machine.keeper.sequence("tuple", [])),
	"]": (machine) => machine.push(machine.keeper.sequence("list", [])),
	"}": (machine) => machine.push(machine.keeper.dict()),
	"": (machine) => machine.push(machine.keeper.sequence("set", []))
};
const numbers$1 = {
	K: (machine) => machine.push(machine.input.uint8()),
	M: (machine) => machine.push(machine.input.uint16()),
	J: (machine) => machine.push(machine.input.int32()),
	G: (machine) => machine.push(machine.input.float64()),
	"": (machine) => machine.push(decodeLong(machine.input.raw(machine.input.uint8()))),
	"": (machine) => {
		const size = machine.input.int32();
		if (size < 0) machine.fail("has an integer of a negative size");
		if (size > longestInteger) machine.pending = {
			kind: "integer",
			size
		};
		else machine.push(decodeLong(machine.input.raw(size)));
	},
	I: (machine) => pushLine(machine, (line) => booleans.get(line) ?? parseInteger(line)),
	L: (machine) => pushLine(machine, (line) => parseInteger(line.replace(/L$/, ""))),
	F: (machine) => pushLine(machine, parseFloat64)
};
const booleans = new Map([["00", false], ["01", true]]);
const texts$1 = {
	"": (machine) => pushText$1(machine, machine.input.uint8()),
	X: (machine) => pushText$1(machine, machine.input.uint32()),
	"": (machine) => pushText$1(machine, machine.input.uint64()),
	C: (machine) => pushBytes(machine, machine.input.uint8()),
	B: (machine) => pushBytes(machine, machine.input.uint32()),
	"": (machine) => pushBytes(machine, machine.input.uint64()),
	"": (machine) => pushBytes(machine, machine.input.uint64()),
	U: (machine) => machine.push(python2String(machine.input.raw(machine.input.uint8()))),
	T: (machine) => {
		const size = machine.input.int32();
		if (size < 0) machine.fail("has a text of a negative size");
		if (size > limits.piece) machine.pending = {
			kind: "bytes",
			size
		};
		else machine.push(python2String(machine.input.raw(size)));
	},
	S: (machine) => {
		const line = machine.input.line();
		if (line === void 0) machine.pending = {
			kind: "line",
			holds: "text"
		};
		else machine.push(python2String(quotedBytes(line) ?? machine.fail("has a text without its quotes")));
	},
	V: (machine) => {
		const line = machine.input.line();
		if (line === void 0) machine.pending = {
			kind: "line",
			holds: "text"
		};
		else machine.push(rawUnicodeEscape(line) ?? machine.fail("has a text with a broken escape"));
	},
	"": (machine) => machine.fail("refers to a buffer outside of the file"),
	"": (machine) => void machine.top()
};
const containers = {
	"(": (machine) => machine.mark(),
	"0": (machine) => machine.popAny(),
	"1": (machine) => void machine.popMark(),
	"2": (machine) => machine.push(machine.top()),
	t: (machine) => machine.sequence("tuple", machine.popMark()),
	"": (machine) => machine.sequence("tuple", machine.popSome(1)),
	"": (machine) => machine.sequence("tuple", machine.popSome(2)),
	"": (machine) => machine.sequence("tuple", machine.popSome(3)),
	l: (machine) => machine.sequence("list", machine.popMark()),
	"": (machine) => machine.sequence("set", machine.popMark()),
	d: (machine) => {
		const pairs = machine.popMark();
		const made = machine.keeper.dict();
		machine.setItems(made, pairs);
		machine.push(made);
	},
	a: (machine) => extendBy(machine, [machine.pop()]),
	e: (machine) => extendBy(machine, machine.popMark()),
	"": (machine) => extendBy(machine, machine.popMark()),
	s: (machine) => setBy(machine, machine.popSome(2)),
	u: (machine) => setBy(machine, machine.popMark())
};
const memo = {
	p: (machine) => machine.store(parseIndex(nameLine(machine))),
	q: (machine) => machine.store(machine.input.uint8()),
	r: (machine) => machine.store(machine.input.uint32()),
	"": (machine) => machine.store(machine.memo.size),
	g: (machine) => machine.fetch(parseIndex(nameLine(machine))),
	h: (machine) => machine.fetch(machine.input.uint8()),
	j: (machine) => machine.fetch(machine.input.uint32())
};
const imports = {
	c: (machine) => machine.push(machine.import(nameLine(machine), nameLine(machine))),
	"": (machine) => {
		const name = machine.pop();
		const module = machine.pop();
		machine.push(machine.importFrom(module, name));
	},
	"": (machine) => machine.importExtension(machine.input.uint8()),
	"": (machine) => machine.importExtension(machine.input.uint16()),
	"": (machine) => machine.importExtension(machine.input.int32()),
	P: (machine) => pushLine(machine, (id) => ({
		kind: "persistent",
		id
	})),
	Q: (machine) => {
		const id = machine.pop();
		const isPlain = typeof id !== "object" || id?.kind === "tuple";
		machine.push({
			kind: "persistent",
			id: isPlain ? id : null
		});
	}
};
const calls = {
	R: (machine) => {
		const args = machine.pop();
		machine.call(machine.pop(), args);
	},
	"": (machine) => {
		const args = machine.pop();
		machine.instantiate(machine.pop(), args);
	},
	"": (machine) => {
		const keywords = machine.pop();
		const args = machine.pop();
		machine.instantiate(machine.pop(), args, keywords);
	},
	o: (machine) => {
		const [of, ...args] = machine.popMark();
		if (of === void 0) return machine.fail("makes an instance of nothing");
		machine.call(of, machine.keeper.sequence("tuple", args));
	},
	i: (machine) => {
		const of = machine.import(nameLine(machine), nameLine(machine));
		machine.call(of, machine.keeper.sequence("tuple", machine.popMark()));
	},
	b: (machine) => {
		machine.build(machine.pop());
	}
};
const control = {
	"": (machine) => {
		machine.dialect = machine.input.uint8();
		if (machine.dialect > 5) machine.fail(`names protocol ${machine.dialect}, which does not exist`);
		machine.protocol = Math.max(machine.protocol, machine.dialect);
	},
	"": (machine) => {
		const size = machine.input.uint64();
		machine.frameEnd = Math.max(machine.frameEnd, machine.input.offset + size);
	},
	".": (machine) => {
		machine.root = machine.pop();
	}
};
const unknown$2 = (machine) => machine.fail("holds a byte that is no pickle opcode");
const table = {
	...constants$2,
	...numbers$1,
	...texts$1,
	...containers,
	...memo,
	...imports,
	...calls,
	...control
};
const opcodes$1 = Array.from({ length: 256 }, (_, byte) => table[String.fromCharCode(byte)] ?? unknown$2);
function pushLine(machine, parse) {
	const line = machine.input.line();
	if (line === void 0) machine.pending = {
		kind: "line",
		holds: "other"
	};
	else machine.push(parse(line.toString("latin1")) ?? machine.fail("has a malformed number"));
}
function nameLine(machine) {
	const line = machine.input.line();
	return line === void 0 ? machine.fail("has a name of endless length") : line.toString("utf8");
}
function pushText$1(machine, size) {
	if (size > limits.piece || machine.holdsBlob(size)) machine.pending = {
		kind: "text",
		size
	};
	else machine.push(machine.input.utf8(size));
}
function pushBytes(machine, size) {
	if (size > limits.piece || machine.holdsBlob(size)) machine.pending = {
		kind: "bytes",
		size
	};
	else machine.push(keptBytes(machine.input.raw(size)));
}
function extendBy(machine, values) {
	machine.extend(machine.top(), values);
}
function setBy(machine, pairs) {
	machine.setItems(machine.top(), pairs);
}
// src/model/pickle/walk.ts
var BrokenPickle = class BrokenPickle extends Unreadable {
	walk;
	static of(damage, walk) {
		const { message, offset = walk.bytes } = damage;
		return new BrokenPickle(message.replace(/, at byte \d+$/, ""), offset, walk);
	}
	constructor(message, offset, walk) {
		super(message, offset);
		this.name = "BrokenPickle";
		this.walk = walk;
	}
};
async function walkPickle(cursor, options) {
	const begin = cursor.offset;
	const machine = new Machine({
		recognises: (head) => options.blobs?.some((reader) => reader.recognises(head)) ?? false,
		joblib: options.joblib ?? false
	});
	try {
		await follow(machine, cursor, options);
		return found$1(machine, cursor.offset - begin);
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
		throw BrokenPickle.of(error, found$1(machine, cursor.offset - begin));
	}
}
const found$1 = (machine, bytes) => ({
	root: machine.root === void 0 ? forgotten : machine.root,
	globals: machine.imports.globals,
	oddities: machine.imports.oddities,
	protocol: machine.protocol,
	...machine.pythons ? { pythons: machine.pythons } : {},
	bytes
});
const margin = 3 * limits.piece;
const untidy = 4 * margin;
async function follow(machine, cursor, options) {
	let tidied = cursor.offset;
	while (machine.root === void 0) {
		options.signal.throwIfAborted();
		const hasEnded = await cursor.ready(margin) < margin;
		machine.input.renew(cursor.look(), cursor.offset);
		run$2(machine, hasEnded ? 1 : margin);
		cursor.take(machine.input.taken);
		if (machine.pending !== void 0) await resolve$2(machine, machine.pending, cursor, options);
		else if (machine.root === void 0 && hasEnded) throw new Unreadable("ends before the pickle does", cursor.offset);
		if (cursor.offset - tidied < untidy) continue;
		machine.tidy();
		tidied = cursor.offset;
	}
	const rest = machine.frameEnd - cursor.offset;
	if (rest > 0) await cursor.skip(rest, "a frame");
}
function run$2(machine, needed) {
	const { input } = machine;
	while (machine.root === void 0 && machine.pending === void 0 && input.left >= needed) {
		machine.offset = input.offset;
		opcodes$1[input.uint8()]?.(machine);
		noteCrossing(machine, input.offset);
	}
}
function noteCrossing(machine, end) {
	if (machine.offset >= machine.frameEnd || end <= machine.frameEnd) return;
	machine.imports.odd("a frame", "ends within an opcode, so that readers disagree on what follows", machine.offset);
}
async function resolve$2(machine, pending, cursor, options) {
	machine.pending = void 0;
	if ("size" in pending) noteCrossing(machine, cursor.offset + pending.size);
	switch (pending.kind) {
		case "array": {
			const array = await readArray$2(machine, pending.wrapper, cursor, () => walkInner(machine, cursor, options));
			machine.pop();
			return machine.push(array);
		}
		case "line": {
			const size = await skipLine(cursor);
			return machine.push(pending.holds === "text" ? {
				kind: "text",
				size
			} : forgotten);
		}
		case "integer":
			await cursor.skip(pending.size, "an integer");
			return machine.push(forgotten);
		default: {
			const { kind, size } = pending;
			const content = await readBlob(cursor, size, options);
			machine.push({
				kind,
				size,
				...content === void 0 ? {} : { content }
			});
		}
	}
}
async function walkInner(machine, cursor, options) {
	try {
		const walk = await walkPickle(cursor, {
			...options,
			joblib: false
		});
		machine.imports.include(walk);
		return walk.root;
	} catch (error) {
		if (error instanceof BrokenPickle) machine.imports.include(error.walk);
		throw error;
	}
}
// src/model/pickle/numpy.ts
const numpyModule = /^numpy(\.|$)/;
function readArray$1(value) {
	if (typeof value !== "object" || value === null) return void 0;
	if (value.kind === "array") return withData(value.shape, readDtype(value.dtype), value.data, value.items);
	const type = classOf$2(value);
	if (value.kind !== "object" || type === void 0) return void 0;
	if (type.module === "dill._dill" && type.name === "_create_array") return withState(itemsOf$1(value.args)?.[2]);
	if (!numpyModule.test(type.module)) return void 0;
	if (type.name === "_reconstruct") return withState(value.state);
	if (type.name === "_frombuffer") {
		const [data, dtype, shape] = itemsOf$1(value.args) ?? [];
		return withData(readShape$1(shape), readDtype(dtype), bytesOf$1(data), void 0);
	}
}
function withState(state) {
	const [, shape, dtype, , data] = itemsOf$1(state) ?? [];
	return withData(readShape$1(shape), readDtype(dtype), bytesOf$1(data), data);
}
function withData(shape, dtype, data, objects) {
	if (shape === void 0) return void 0;
	const elements = data && dtype && !dtype.hasObjects ? decode(data, dtype) : dtype?.hasObjects && itemsOf$1(objects);
	return {
		shape,
		...dtype && { dtype },
		...elements && { elements }
	};
}
function readScalar(value) {
	if (typeof value !== "object" || value?.kind !== "object") return value;
	const type = classOf$2(value);
	if (type === void 0 || !numpyModule.test(type.module) || type.name !== "scalar") return value;
	const [described, data] = itemsOf$1(value.args) ?? [];
	const dtype = readDtype(described);
	const bytes = bytesOf$1(data);
	return (bytes && dtype && decode(bytes, dtype)?.[0]) ?? (dtype?.hasObjects ? data : void 0);
}
function readElements(value) {
	const items = itemsOf$1(value);
	if (items) return items.length === countOf$2(value) ? items : void 0;
	const array = readArray$1(value);
	const count = array?.shape.reduce((product, length) => product * length, 1);
	return array?.elements?.length === count ? array?.elements : void 0;
}
function readLabels(value) {
	const labels = readElements(value)?.map(readLabel);
	return labels?.every((label) => label !== void 0) ? labels : void 0;
}
function readLabel(value) {
	const scalar = readScalar(value);
	if (typeof scalar === "bigint") return Number(scalar);
	return typeof scalar === "object" ? void 0 : scalar;
}
function bytesOf$1(value) {
	if (typeof value !== "object" || value === null) return void 0;
	if (value.kind === "bytes") return value.data;
	const type = classOf$2(value);
	if (value.kind !== "object" || type === void 0) return void 0;
	const [first, encoding] = itemsOf$1(value.args) ?? [];
	if (type.module === "_codecs" && type.name === "encode") return typeof first === "string" && encoding === "latin1" ? Buffer.from(first, "latin1") : void 0;
	return type.module === "builtins" && /^bytes|bytearray$/.test(type.name) ? first === void 0 ? new Uint8Array(0) : bytesOf$1(first) : void 0;
}
const decoders = {
	b1: (view, at) => view.getUint8(at) !== 0,
	i1: (view, at) => view.getInt8(at),
	i2: (view, at, little) => view.getInt16(at, little),
	i4: (view, at, little) => view.getInt32(at, little),
	i8: (view, at, little) => Number(view.getBigInt64(at, little)),
	u1: (view, at) => view.getUint8(at),
	u2: (view, at, little) => view.getUint16(at, little),
	u4: (view, at, little) => view.getUint32(at, little),
	u8: (view, at, little) => Number(view.getBigUint64(at, little)),
	f4: (view, at, little) => view.getFloat32(at, little),
	f8: (view, at, little) => view.getFloat64(at, little),
	S: (view, at, _, size) => Buffer.from(view.buffer, view.byteOffset + at, size).toString("latin1").replace(/\0+$/, ""),
	U: (view, at, little, size) => {
		let text = "";
		for (let next = at; next < at + size; next += 4) {
			const code = view.getUint32(next, little);
			text += code <= 1114111 ? String.fromCodePoint(code) : "�";
		}
		return text.replace(/\0+$/, "");
	}
};
function decode(data, dtype) {
	const { kind, itemsize } = dtype;
	const decoder = decoders[kind] ?? decoders[`${kind}${itemsize}`];
	if (decoder === void 0 || itemsize === 0 || dtype.hasObjects) return void 0;
	const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
	return Array.from({ length: Math.floor(data.byteLength / itemsize) }, (_, index) => decoder(view, index * itemsize, !dtype.bigEndian, itemsize));
}
// src/model/sklearn/boosters.ts
function boosterOf(value) {
	const inner = attributeOf(value, "_Booster") ?? value;
	for (const name of [
		"handle",
		"_handle",
		"__model"
	]) {
		const content = contentOf(attributeOf(inner, name));
		if (isFacts(content)) return content;
	}
}
const isBooster = (value) => /^(Booster|CatBoost)$/.test(classOf$2(value)?.name ?? "");
function contentOf(value) {
	if (typeof value !== "object" || value === null) return void 0;
	if (value.kind === "bytes" || value.kind === "text") return value.content;
	return value.kind === "object" && classOf$2(value)?.name === "bytearray" ? contentOf(itemsOf$1(value.args)?.[0]) : void 0;
}
const isFacts = (content) => typeof content === "object" && content !== null && "framework" in content && "columns" in content;
const typeOf$1 = (value) => classOf$2(value)?.name ?? "";
const packageOf = (value) => classOf$2(value)?.module.split(".", 1)[0] ?? "";
function stepsOf(value) {
	return typeOf$1(value) === "Pipeline" ? partsOf(attributeOf(value, "steps")) : void 0;
}
function branchesOf(value) {
	if (typeOf$1(value) === "ColumnTransformer") return partsOf(attributeOf(value, "transformers_"));
	if (typeOf$1(value) === "FeatureUnion") return partsOf(attributeOf(value, "transformer_list"));
}
function partsOf(list) {
	return (itemsOf$1(list) ?? []).flatMap((item) => {
		const [name, value, columns] = itemsOf$1(item) ?? [];
		if (typeof name !== "string" || classOf$2(value) === void 0 || value === void 0) return [];
		return [{
			name,
			value,
			...columns === void 0 ? {} : { columns }
		}];
	});
}
function wrappedIn(value) {
	for (const name of [
		"best_estimator_",
		"estimator_",
		"regressor_",
		"base_estimator_"
	]) {
		const inner = attributeOf(value, name);
		if (classOf$2(inner)) return inner;
	}
	if (typeOf$1(value) === "FrozenEstimator") return attributeOf(value, "estimator");
	return membersOf(value)[0];
}
function membersOf(value) {
	const members = attributeOf(value, "estimators_");
	return (itemsOf$1(members) ?? readArray$1(members)?.elements ?? []).filter((member) => classOf$2(member) !== void 0);
}
function answering(value, depth = 0) {
	const steps = stepsOf(value);
	const inner = steps ? steps.at(-1)?.value : delegates.has(typeOf$1(value)) && wrappedIn(value);
	return inner && depth < 12 ? answering(inner, depth + 1) : value;
}
const delegates = new Set(`GridSearchCV RandomizedSearchCV HalvingGridSearchCV HalvingRandomSearchCV BayesSearchCV RFE RFECV
  FixedThresholdClassifier TunedThresholdClassifierCV FrozenEstimator SelfTrainingClassifier
  TransformedTargetRegressor RANSACRegressor`.split(/\s+/));
function inWords$1(value, depth = 0) {
	const type = typeOf$1(value);
	if (depth > 3) return type;
	const steps = stepsOf(value);
	if (steps) return `${type}: ${steps.map((step) => inWords$1(step.value, depth + 4)).join(" → ")}`;
	const named = namedMembers(value);
	if (named.length > 0) return `${type} of ${named.map(typeOf$1).join(", ")}`;
	const inner = isWrapper(type) ? wrappedIn(value) ?? attributeOf(value, "estimator") : void 0;
	return classOf$2(inner) && inner ? `${type} of ${inWords$1(inner, depth + 1)}` : type;
}
const namedMembers = (value) => /^(Voting|Stacking)/.test(typeOf$1(value)) ? partsOf(attributeOf(value, "estimators")).map((part) => part.value) : [];
const isWrapper = (type) => delegates.has(type) || /^(MultiOutput|OneVs|OutputCode|Calibrated|Bagging|AdaBoost)|Chain$/.test(type);
// src/model/sklearn/kinds.ts
function kindOf$2(value) {
	const type = typeOf$1(value);
	if (kinds.has(type)) return kinds.get(type) ?? "none";
	if (/Classifier(CV)?$|NB$|^SVC$|^NuSVC$|^LinearSVC$/.test(type)) return "classifier";
	if (/Regress(or|ion)(CV)?$|Ranker$|SVR$|(Lasso|ElasticNet|Ridge|Lars|Pursuit|LarsIC)(CV)?$/.test(type)) return "regressor";
	return attributeOf(value, "classes_") === void 0 ? "transformer" : "classifier";
}
const kinds = new Map([
	...named$1("classifier", "LogisticRegression LogisticRegressionCV Perceptron NearestCentroid"),
	...named$1("classifier", "LabelPropagation LabelSpreading ClassifierChain"),
	...named$1("classifier", "LinearDiscriminantAnalysis QuadraticDiscriminantAnalysis"),
	...named$1("regressor", "RegressorChain CCA PLSCanonical"),
	...named$1("clusterer", "KMeans MiniBatchKMeans BisectingKMeans MeanShift AffinityPropagation"),
	...named$1("clusterer", "Birch GaussianMixture BayesianGaussianMixture"),
	...named$1("outliers", "IsolationForest OneClassSVM SGDOneClassSVM EllipticEnvelope"),
	...named$1("outliers", "LocalOutlierFactor"),
	...named$1("none", "AgglomerativeClustering DBSCAN HDBSCAN OPTICS SpectralClustering"),
	...named$1("none", "SpectralBiclustering SpectralCoclustering MDS TSNE SpectralEmbedding"),
	...named$1("none", "ClassicalMDS NearestNeighbors"),
	...named$1("transformer", "LabelEncoder LabelBinarizer MultiLabelBinarizer TargetEncoder")
]);
function named$1(kind, types) {
	return types.split(" ").map((type) => [type, kind]);
}
function hasProbabilities(value, depth = 0) {
	const estimator = answering(value);
	const type = typeOf$1(estimator);
	const inner = wrappedIn(estimator);
	switch (type) {
		case "SVC":
		case "NuSVC": return attributeOf(estimator, "probability") === true;
		case "SGDClassifier": return [
			"log",
			"log_loss",
			"modified_huber"
		].includes(textOf$3(estimator, "loss"));
		case "VotingClassifier": return textOf$3(estimator, "voting") === "soft" && allHave(membersOf(estimator), depth);
		case "StackingClassifier": return allHave([attributeOf(estimator, "final_estimator_")], depth);
		case "OneVsRestClassifier": return allHave([inner], depth);
		case "LGBMClassifier":
		case "CatBoostClassifier": return !/ova$|OneVsAll$/i.test(boosterOf(estimator)?.objective ?? "");
		default: return always.has(type);
	}
}
const allHave = (members, depth) => depth < 4 && members.length > 0 && members.every((member) => member !== void 0 && hasProbabilities(member, depth + 1));
function textOf$3(value, name) {
	const text = attributeOf(value, name);
	return typeof text === "string" ? text : "";
}
const always = new Set(`AdaBoostClassifier BaggingClassifier BernoulliNB CalibratedClassifierCV CategoricalNB ComplementNB
  DecisionTreeClassifier DummyClassifier ExtraTreeClassifier ExtraTreesClassifier GaussianNB
  GaussianProcessClassifier GradientBoostingClassifier HistGradientBoostingClassifier
  KNeighborsClassifier LabelPropagation LabelSpreading LinearDiscriminantAnalysis LogisticRegression
  LogisticRegressionCV MLPClassifier MultinomialNB QuadraticDiscriminantAnalysis
  RadiusNeighborsClassifier RandomForestClassifier GaussianMixture BayesianGaussianMixture
  XGBClassifier XGBRFClassifier`.split(/\s+/));
// src/model/sklearn/answers.ts
function outputOf$3(model) {
	const estimator = answering(model);
	if (isBooster(estimator)) return bareOutput(estimator);
	switch (kindOf$2(estimator)) {
		case "classifier": return classesOf$2(model, estimator);
		case "regressor": return numbersOf$1(estimator);
		case "clusterer": return clustersOf(estimator);
		case "outliers": return {
			kind: "classes",
			classes: [-1, 1],
			probabilities: false
		};
		default: return { kind: "unknown" };
	}
}
function bareOutput(estimator) {
	const booster = boosterOf(estimator);
	if (booster?.output.kind !== "classes") return booster?.output ?? { kind: "unknown" };
	const { classes = 0 } = booster;
	return classes > 2 ? {
		kind: "numbers",
		width: classes
	} : { kind: "numbers" };
}
function classesOf$2(model, estimator) {
	const several = severalOutputs(estimator) ?? severalTargets(estimator);
	if (several !== void 0) return several;
	const classes = labelsOf$1(estimator);
	const probabilities = hasProbabilities(model);
	return {
		kind: "classes",
		...classes === void 0 ? {} : { classes },
		probabilities
	};
}
function severalTargets(estimator) {
	const booster = boosterOf(estimator);
	if (booster?.classes !== void 0 || booster?.output.kind !== "numbers") return void 0;
	return (booster.output.width ?? 1) > 1 ? booster.output : void 0;
}
function severalOutputs(estimator) {
	const binarizer = binarizerOf(estimator);
	const target = attributeOf(binarizer, "y_type_");
	if (typeof target === "string") return target.startsWith("multilabel") ? {
		kind: "numbers",
		width: readLabels(attributeOf(binarizer, "classes_"))?.length ?? 1
	} : void 0;
	const width = attributeOf(estimator, "n_outputs_");
	if (!(/^MultiOutput|Chain$/.test(typeOf$1(estimator)) || typeof width === "number" && width > 1 || attributeOf(estimator, "outputs_2d_") === true)) return void 0;
	const each = itemsOf$1(attributeOf(estimator, "classes_") ?? null)?.map((labels) => readLabels(labels)) ?? membersOf(estimator).map(labelsOf$1);
	return each.length > 0 && each.every((labels) => labels?.every((label) => typeof label === "number")) ? {
		kind: "numbers",
		width: each.length
	} : { kind: "unknown" };
}
const binarizerOf = (estimator) => attributeOf(estimator, "label_binarizer_") ?? attributeOf(estimator, "_label_binarizer");
function labelsOf$1(estimator) {
	const binarizer = binarizerOf(estimator);
	const encoder = attributeOf(estimator, "_label_encoder") ?? attributeOf(estimator, "le_");
	const booster = boosterOf(estimator);
	const labels = readLabels(attributeOf(estimator, "classes_") ?? attributeOf(estimator, "_classes")) ?? readLabels(attributeOf(binarizer, "classes_")) ?? readLabels(attributeOf(encoder, "classes_")) ?? booster?.labels;
	const count = attributeOf(estimator, "n_classes_");
	return labels ?? (typeof count === "number" ? upTo(count) : void 0);
}
function numbersOf$1(estimator) {
	const booster = boosterOf(estimator);
	if (booster) return booster.output.kind === "numbers" ? booster.output : { kind: "numbers" };
	const counted = attributeOf(estimator, "n_outputs_") ?? attributeOf(estimator, "n_targets_");
	const width = typeof counted === "number" ? counted : widthOf(estimator);
	return width > 1 ? {
		kind: "numbers",
		width
	} : { kind: "numbers" };
}
function widthOf(estimator) {
	const type = typeOf$1(estimator);
	if (type === "MultiOutputRegressor" || type === "RegressorChain") return membersOf(estimator).length;
	const told = perTarget.find(({ types }) => types.test(type));
	const shape = told && readArray$1(attributeOf(estimator, told.attribute))?.shape;
	return shape?.length === told?.axes && shape?.[told?.axis ?? 0] || 1;
}
const perTarget = [
	{
		types: /^(LinearRegression|Ridge|RidgeCV|(MultiTask)?(Lasso|ElasticNet)(CV)?|Lars|LassoLars)$/,
		attribute: "coef_",
		axes: 2,
		axis: 0
	},
	{
		types: /NeighborsRegressor$/,
		attribute: "_y",
		axes: 2,
		axis: 1
	},
	{
		types: /^KernelRidge$/,
		attribute: "dual_coef_",
		axes: 2,
		axis: 1
	},
	{
		types: /^GaussianProcessRegressor$/,
		attribute: "alpha_",
		axes: 2,
		axis: 1
	},
	{
		types: /^(PLS|CCA)/,
		attribute: "_y_mean",
		axes: 1,
		axis: 0
	}
];
function clustersOf(estimator) {
	const centers = [
		"cluster_centers_",
		"subcluster_centers_",
		"means_"
	].map((name) => readArray$1(attributeOf(estimator, name))?.shape[0]).find((count) => count !== void 0);
	const named = attributeOf(estimator, "n_clusters");
	const count = typeof named === "number" ? named : centers;
	return {
		kind: "classes",
		...count === void 0 || count > 1e3 ? {} : { classes: upTo(count) },
		probabilities: hasProbabilities(estimator)
	};
}
const upTo = (count) => Array.from({ length: Math.min(count, 1e3) }, (_, index) => index);
// src/model/sklearn/columns.ts
const mostColumns = 1e5;
function inputOf$3(model) {
	if (takesTexts(model)) return { kind: "texts" };
	const names = namesOf(model);
	const count = names?.length ?? countOf$1(model);
	const booster = boosterIn(model);
	if (count === void 0 || count > mostColumns) return booster === void 0 || booster.length === 0 ? { kind: "unknown" } : {
		kind: "rows",
		columns: booster
	};
	const types = typesOf(model, names ?? []);
	return {
		kind: "rows",
		columns: Array.from({ length: count }, (_, index) => {
			const name = names?.[index] ?? booster?.[index]?.name;
			return {
				...types.get(index) ?? booster?.[index] ?? { type: "number" },
				...name === void 0 ? {} : { name }
			};
		})
	};
}
const isVectorizer = (value) => /^(Count|Tfidf|Hashing)Vectorizer$/.test(typeOf$1(value));
function takesTexts(value, depth = 0) {
	if (depth > 12) return false;
	if (isVectorizer(value)) return true;
	const union = typeOf$1(value) === "FeatureUnion" ? branchesOf(value)?.[0]?.value : void 0;
	const front = stepsOf(value)?.[0]?.value ?? union ?? wrappedIn(value);
	return front !== void 0 && takesTexts(front, depth + 1);
}
const namesOf = (model) => firstFound(model, (value) => {
	const labels = readLabels(attributeOf(value, "feature_names_in_"));
	return labels?.length ? labels.map(String) : void 0;
});
const countOf$1 = (model) => firstFound(model, (value) => {
	if (typeOf$1(value) === "IsotonicRegression") return 1;
	const count = attributeOf(value, "n_features_in_") ?? attributeOf(value, "_n_features_in");
	return typeof count === "number" && Number.isInteger(count) && count > 0 ? count : void 0;
});
const boosterIn = (model) => firstFound(model, (value) => boosterOf(value)?.columns);
function firstFound(value, ask, depth = 0) {
	const found = ask(value);
	if (found !== void 0 || depth > 12) return found;
	const next = stepsOf(value)?.[0]?.value ?? branchesOf(value)?.[0]?.value ?? wrappedIn(value);
	const isBranch = typeOf$1(value) === "ColumnTransformer";
	return next === void 0 || isBranch ? void 0 : firstFound(next, ask, depth + 1);
}
function typesOf(value, names, depth = 0) {
	if (depth > 12) return new Map();
	const categories = itemsOf$1(attributeOf(value, "categories_"));
	if (categories && /Encoder$/.test(typeOf$1(value))) return new Map(categories.map((values, index) => [index, columnOfCategories(values)]));
	if (packageOf(value) === "category_encoders") return new Map(indexesOf(attributeOf(value, "cols"), names).map((index) => [index, text$1]));
	const steps = stepsOf(value);
	if (steps) return typesOfSteps(steps, names, depth);
	const encoder = attributeOf(value, "_preprocessor");
	if (encoder !== void 0 && typeOf$1(encoder) === "ColumnTransformer") return typesOf(encoder, names, depth + 1);
	const branches = branchesOf(value);
	if (branches) return new Map(branches.flatMap((branch) => typesOfBranch(branch, names, depth)));
	const inner = wrappedIn(value) ?? membersOf(value)[0];
	return inner === void 0 ? new Map() : typesOf(inner, names, depth + 1);
}
function typesOfSteps(steps, names, depth) {
	const [first, second] = steps;
	if (typeOf$1(first?.value) === "FunctionTransformer" && second && isVectorizer(second.value)) return new Map([[0, text$1]]);
	const keepsColumns = ({ value }) => /Imputer$/.test(typeOf$1(value)) || packageOf(value) === "imblearn";
	const step = steps.find((candidate) => !keepsColumns(candidate));
	return step === void 0 ? new Map() : typesOf(step.value, names, depth + 1);
}
function typesOfBranch({ value, columns }, names, depth) {
	if (columns === void 0) return [...typesOf(value, names, depth + 1)];
	const indexes = indexesOf(columns, names);
	if (takesTexts(value)) return indexes.map((index) => [index, text$1]);
	const inner = typesOf(value, indexes.map((index) => names[index] ?? ""), depth + 1);
	return indexes.flatMap((index, at) => {
		const column = inner.get(at);
		return column === void 0 ? [] : [[index, column]];
	});
}
function indexesOf(columns, names) {
	const listed = (typeof columns === "string" || typeof columns === "number" ? [columns] : void 0) ?? sliced(columns, names) ?? readLabels(columns) ?? [];
	if (listed.length > 0 && listed.every((item) => typeof item === "boolean")) return listed.flatMap((isMeant, index) => isMeant ? [index] : []);
	const known = new Map(names.map((name, index) => [name, index]));
	return listed.flatMap((item) => {
		const index = typeof item === "string" ? known.get(item) : Number(item);
		return index === void 0 || !Number.isInteger(index) || index < 0 ? [] : [index];
	});
}
function sliced(columns, names) {
	if (classOf$2(columns)?.name !== "slice" || typeof columns !== "object" || columns?.kind !== "object") return void 0;
	const [start, stop, step] = itemsOf$1(columns.args) ?? [];
	const placeOf = (end, past) => typeof end === "string" ? names.indexOf(end) + past : typeof end === "number" ? end : void 0;
	const within = Array.from({ length: mostSliced }, (_, index) => index).slice(placeOf(start, 0), placeOf(stop, 1) ?? (names.length || void 0));
	return typeof step === "number" && step > 1 ? within.filter((_, at) => at % step === 0) : within;
}
const mostSliced = 1e4;
const text$1 = { type: "text" };
function columnOfCategories(values) {
	return columnOf$1(void 0, (readElements(values) ?? []).flatMap((value) => {
		const label = readLabel(value);
		return label === void 0 || Number.isNaN(label) ? [] : [label];
	}));
}
// src/model/sklearn/fitted.ts
function cannotAnswer(model) {
	const estimator = answering(model);
	const type = typeOf$1(estimator);
	const kind = kindOf$2(estimator);
	if (kind === "none") return `${type} has no method that takes new rows`;
	if (type === "LocalOutlierFactor" && attributeOf(estimator, "novelty") !== true) return `${type} takes new rows only when it was made with novelty=True`;
	if (delegates.has(type) && wrappedIn(estimator) === void 0) return `${type} holds no fitted model: it was saved before fit, or made with refit=False`;
	if (packageOf(estimator) !== "sklearn" || kind === "transformer" || isFitted(estimator)) return void 0;
	return `${type} was saved before it was fitted`;
}
function isFitted(estimator) {
	const { state } = typeof estimator === "object" && estimator?.kind === "object" ? estimator : { state: void 0 };
	if (typeof state !== "object" || state?.kind !== "dict") return true;
	const names = [...state.entries.keys()];
	return !isWhole(state) || names.some((name) => typeof name === "string" && /[^_]_$/.test(name));
}
// src/model/sklearn/packages.ts
const companions$2 = new Set([
	"numpy",
	"scipy",
	"joblib",
	"pandas"
]);
const packages = {
	sklearn: "scikit-learn",
	xgboost: "xgboost",
	lightgbm: "lightgbm",
	catboost: "catboost",
	imblearn: "imbalanced-learn",
	category_encoders: "category_encoders",
	sklearn_pandas: "sklearn-pandas",
	feature_engine: "feature-engine",
	mlxtend: "mlxtend",
	skopt: "scikit-optimize",
	cloudpickle: "cloudpickle",
	dill: "dill",
	statsmodels: "statsmodels",
	patsy: "patsy",
	torch: "torch",
	skorch: "skorch",
	tensorflow: "tensorflow",
	keras: "keras",
	scikeras: "scikeras",
	transformers: "transformers",
	sentence_transformers: "sentence-transformers",
	spacy: "spacy",
	nltk: "nltk",
	gensim: "gensim",
	prophet: "prophet",
	sktime: "sktime",
	darts: "darts",
	pmdarima: "pmdarima",
	lifelines: "lifelines",
	sksurv: "scikit-survival",
	hdbscan: "hdbscan",
	umap: "umap-learn",
	pynndescent: "pynndescent",
	pyod: "pyod",
	interpret: "interpret",
	econml: "econml",
	shap: "shap",
	polars: "polars",
	pyarrow: "pyarrow",
	numba: "numba",
	implicit: "implicit",
	surprise: "scikit-surprise",
	networkx: "networkx",
	narwhals: "narwhals",
	ngboost: "ngboost",
	tpot: "tpot",
	flaml: "FLAML",
	pycaret: "pycaret"
};
const partsOfSklearn = new Set([
	"_loss",
	"_dist_metrics",
	"_criterion"
]);
function packagesOf$1(globals, own, recorded) {
	const found = {};
	for (const module of modulesOf(globals)) {
		const name = packages[module];
		if (name !== void 0 && name !== own) found[name] = recorded.get(name);
	}
	return found;
}
function ownNames(globals) {
	return globals.filter(({ module }) => {
		const top = topOf(module);
		const isKnown = companions$2.has(top) || Object.hasOwn(packages, top) || partsOfSklearn.has(top);
		return top === "__main__" || !(isKnown || isPythons(module));
	});
}
const modulesOf = (globals) => new Set(globals.flatMap(({ module }) => [topOf(module), ...module.includes(".sklearn") ? ["sklearn"] : []]));
const topOf = (module) => module.split(".", 1)[0] ?? "";
// src/model/sklearn/suggestion.ts
const heldScript = (path, key) => script$5(path, [], [`model = joblib.load(path)[${JSON.stringify(key)}]`]);
function ownScript(path, names) {
	const plain = names.filter(({ module, name }) => isPlain(module) && isPlain(name));
	const modules = new Set(plain.map(({ module }) => module));
	const main = plain.filter(({ module }) => module === "__main__").map(({ name }) => name);
	modules.delete("__main__");
	const imports = [...modules].map((module) => `import ${module}  # lies beside this script`);
	if (main.length > 0) imports.unshift("import __main__", `from my_code import ${main.join(", ")}  # where they were defined`);
	return script$5(path, imports, [...main.map((name) => `__main__.${name} = ${name}  # where the pickle looks for it`), "model = joblib.load(path)"]);
}
const plainScript = (path) => script$5(path, [], ["model = joblib.load(path)"]);
const isPlain = (name) => /^[\w.]{1,100}$/.test(name);
const script$5 = (path, imports, load) => `${[
	"import json",
	"import os",
	"from pathlib import Path",
	"",
	"import joblib",
	...imports,
	"",
	"",
	"def init():",
	"    global model",
	`    path = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob(${JSON.stringify(fileName$1(path))}))`,
	...load.map((line) => `    ${line}`),
	"",
	"",
	"def run(raw_data):",
	"    rows = json.loads(raw_data)[\"data\"]",
	"    return {\"predict\": model.predict(rows).tolist()}"
].join("\n")}\n`;
const fileName$1 = (path) => path.slice(path.lastIndexOf("/") + 1);
// src/model/sklearn/within.ts
const mostObjects = 2e4;
function within$1(root) {
	const found = new Set();
	const todo = [root];
	for (let at = 0; at < todo.length && found.size < mostObjects; at++) {
		const value = todo[at];
		if (typeof value !== "object" || value === null || found.has(value)) continue;
		found.add(value);
		if (value.kind === "object") todo.push(value.args, value.state ?? null, value.items ?? null, value.entries ?? null);
		else if (value.kind === "dict") todo.push(...value.entries.values());
		else todo.push(...itemsOf$1(value) ?? []);
	}
	return [...found].filter((value) => typeof value === "object" && value?.kind === "object");
}
// src/model/sklearn/describe.ts
function describePickle(path, { root, globals, protocol, pythons }) {
	const everything = within$1(root);
	const framework = frameworkOf(root, globals);
	const recorded = versionsIn$1(everything);
	const version = recorded.get(framework);
	const needsCode = needsCodeOf(path, root, globals, framework);
	const isModel = framework !== "custom" && framework !== "pytorch";
	return {
		framework,
		format: "pickle",
		path,
		...version === void 0 ? {} : { version },
		holds: classOf$2(root) ? inWords$1(root) : contentsOf(root),
		pickleProtocol: protocol,
		...pythons ? { pythons } : {},
		input: isModel ? inputOf$3(root) : { kind: "unknown" },
		output: isModel ? outputOf$3(root) : { kind: "unknown" },
		packages: packagesOf$1(globals, framework, recorded),
		...needsCode && { needsCode }
	};
}
const frameworks = {
	sklearn: "scikit-learn",
	imblearn: "scikit-learn",
	category_encoders: "scikit-learn",
	sklearn_pandas: "scikit-learn",
	feature_engine: "scikit-learn",
	mlxtend: "scikit-learn",
	skopt: "scikit-learn",
	xgboost: "xgboost",
	lightgbm: "lightgbm",
	catboost: "catboost"
};
function frameworkOf(root, globals) {
	const known = frameworks[packageOf(root)];
	if (known !== void 0) return known;
	return globals.some(({ module }) => /^torch(\.|$)/.test(module)) ? "pytorch" : "custom";
}
function versionsIn$1(everything) {
	const versions = new Map();
	const note = (name, version) => {
		if (typeof version === "string" && !versions.has(name)) versions.set(name, version);
	};
	for (const value of everything) {
		note("scikit-learn", attributeOf(value, "_sklearn_version"));
		const booster = boosterOf(value);
		if (booster) note(booster.framework, booster.version);
	}
	return versions;
}
function needsCodeOf(path, root, globals, framework) {
	const own = ownNames(globals);
	if (own.length > 0) {
		const names = own.slice(0, 5).map(({ module, name }) => `${module}.${name}`);
		const more = own.length > names.length ? " and others" : "";
		return {
			reason: `loading it takes ${names.join(", ")}${more}, which no known package provides`,
			script: ownScript(path, own)
		};
	}
	if (framework === "pytorch") return {
		reason: "it holds modules of PyTorch in a plain pickle",
		script: plainScript(path)
	};
	if (framework === "custom") return {
		reason: `it holds ${contentsOf(root)}, which is no model that is known here`,
		script: scriptFor$2(path, root)
	};
	const reason = cannotAnswer(root);
	return reason === void 0 ? void 0 : {
		reason,
		script: plainScript(path)
	};
}
function scriptFor$2(path, root) {
	if (typeof root !== "object" || root === null) return plainScript(path);
	if (root.kind === "dict") {
		const model = [...root.entries].find(([, value]) => looksLikeModel(value));
		return heldScript(path, typeof model?.[0] === "string" ? model[0] : "model");
	}
	const place = (root.kind === "list" || root.kind === "tuple" ? root.items : []).findIndex(looksLikeModel);
	return place < 0 ? plainScript(path) : heldScript(path, place);
}
function looksLikeModel(value) {
	const kind = frameworks[packageOf(value)] && kindOf$2(answering(value));
	return kind !== void 0 && kind !== "transformer";
}
function contentsOf(value) {
	if (value === null) return "None";
	if (typeof value !== "object") return `a ${shortly(value)}`;
	const array = readArray$1(value);
	if (array) return `an array of ${array.shape.join(" × ") || "one value"}`;
	switch (value.kind) {
		case "dict": return containerOf(value, [...value.entries].slice(0, 5).map(([key, held]) => {
			return `${typeof key === "string" ? `'${key}'` : String(key)} (${shortly(held)})`;
		}));
		case "list":
		case "tuple":
		case "set": return containerOf(value, value.items.slice(0, 5).map(shortly));
		case "object": {
			const type = classOf$2(value);
			if (type) return `a ${type.module}.${type.name}`;
			const made = savedClass(value);
			return made ? `a ${made}, whose class was saved with it` : "the result of a call";
		}
		case "global": return /^\p{Lu}/u.test(value.name) ? `the class ${value.module}.${value.name} itself, and no object of it` : `the name ${value.module}.${value.name}`;
		case "bytes": return "bytes";
		case "text": return "a text";
		default: return "a value that its file does not give away";
	}
}
function containerOf({ kind, count }, held) {
	if (count === 0) return `an empty ${kind}`;
	if (held.length === 0) return `a ${kind} of ${count}`;
	return `a ${kind} of ${held.join(", ")}${count > held.length ? ", …" : ""}`;
}
function savedClass(value) {
	const [, name] = isMade(value) ? itemsOf$1(value.of.args) ?? [] : [];
	return typeof name === "string" ? name : void 0;
}
const isMade = (value) => typeof value === "object" && value?.kind === "object" && classOf$2(value.of)?.name === "_make_skeleton_class";
function shortly(value) {
	if (classOf$2(value) && !readArray$1(value)) return typeOf$1(value);
	if (value === null) return "None";
	if (typeof value !== "object") return plainNames[typeof value] ?? typeof value;
	return readArray$1(value) ? "array" : structureNames[value.kind] ?? value.kind;
}
const plainNames = {
	string: "text",
	bigint: "number"
};
const structureNames = {
	forgotten: "unknown",
	persistent: "unknown",
	global: "name"
};
// src/model/encodings/ubjson.ts
function pickUbjson(cursor, wanted, signal) {
	return new Picker(cursor, signal).pick(wanted, 0);
}
const numerics = new Map([
	["i", {
		size: 1,
		read: (data) => data.readInt8()
	}],
	["U", {
		size: 1,
		read: (data) => data.readUInt8()
	}],
	["C", {
		size: 1,
		read: (data) => data.readUInt8()
	}],
	["I", {
		size: 2,
		read: (data) => data.readInt16BE()
	}],
	["l", {
		size: 4,
		read: (data) => data.readInt32BE()
	}],
	["L", {
		size: 8,
		read: (data) => Number(data.readBigInt64BE())
	}],
	["d", {
		size: 4,
		read: (data) => data.readFloatBE()
	}],
	["D", {
		size: 8,
		read: (data) => data.readDoubleBE()
	}]
]);
const constants$1 = new Map([
	["Z", null],
	["T", true],
	["F", false]
]);
const step = 32;
var Picker = class {
	cursor;
	signal;
	budget = new Budget();
	constructor(cursor, signal) {
		this.cursor = cursor;
		this.signal = signal;
	}
	async pick(wanted, depth) {
		await this.ready();
		const marker = this.marker();
		if (wanted === void 0 || wanted !== true && marker !== "{") return this.pass(marker);
		if (depth > 100) throw new Unreadable("is nested too deeply", this.cursor.offset);
		this.budget.spend(0, this.cursor.offset);
		if (marker === "{") return this.object(wanted, depth);
		if (marker === "[") return this.array(depth);
		if (marker === "S") return this.text();
		const constant = constants$1.get(marker);
		return constant === void 0 ? this.number(this.numeric(marker)) : constant;
	}
	async object(wanted, depth) {
		const members = new Map();
		for (;;) {
			await this.ready();
			if (this.took("}")) return members;
			const name = await this.text();
			const value = await this.pick(wantedOf(wanted, name), depth + 1);
			if (value !== void 0) members.set(name, value);
		}
	}
	async array(depth) {
		const { type, count } = this.header();
		const items = [];
		for (;;) {
			await this.ready();
			if (count === void 0 ? this.took("]") : items.length === count) return items;
			if (type) this.budget.spend(0, this.cursor.offset);
			items.push(type ? this.number(type) : await this.pick(true, depth + 1) ?? null);
		}
	}
	async text() {
		await this.ready();
		const length = this.length();
		this.budget.spend(length, this.cursor.offset);
		return (await this.cursor.read(length, "a text")).toString("utf8");
	}
	async pass(first) {
		const open = [];
		for (let marker = first;; marker = this.marker()) {
			if (open.length > 100) throw new Unreadable("is nested too deeply", this.cursor.offset);
			const content = marker === "[" ? this.passHeader(open) : this.contentOf(marker, open);
			if (content > this.cursor.available) await this.cursor.skip(content, "its UBJSON");
			else this.cursor.take(content);
			if (!await this.more(open)) return;
			if (this.cursor.available < step) await this.ready();
		}
	}
	passHeader(open) {
		const { type, count } = this.header();
		if (type && count !== void 0) return type.size * count;
		open.push(count ?? "]");
		return 0;
	}
	contentOf(marker, open) {
		if (marker === "{") open.push("}");
		if (marker === "{" || constants$1.has(marker)) return 0;
		return marker === "S" ? this.length() : this.numeric(marker).size;
	}
	async more(open) {
		for (let last = open.pop(); last !== void 0; last = open.pop()) {
			if (this.cursor.available < step) await this.ready();
			if (typeof last === "number") {
				if (last === 0) continue;
				open.push(last - 1);
				return true;
			}
			if (this.took(last)) continue;
			if (last === "}") await this.cursor.skip(this.length(), "its UBJSON");
			open.push(last);
			return true;
		}
		return false;
	}
	header() {
		const type = this.took("$") ? this.numeric(this.marker()) : void 0;
		if (this.took("#")) {
			const count = this.length();
			return type ? {
				type,
				count
			} : { count };
		}
		if (type) throw new Unreadable("has a list of one type without its length", this.cursor.offset);
		return {};
	}
	length() {
		const offset = this.cursor.offset;
		const length = this.number(this.numeric(this.marker()));
		if (!Number.isSafeInteger(length) || length < 0) throw new Unreadable(`claims a length of ${length}`, offset);
		return length;
	}
	number(type) {
		return type.read(this.cursor.take(type.size));
	}
	marker() {
		return String.fromCharCode(this.cursor.take(1).readUInt8());
	}
	took(marker) {
		const found = this.cursor.peek() === marker.charCodeAt(0);
		if (found) this.cursor.take(1);
		return found;
	}
	async ready() {
		this.signal?.throwIfAborted();
		await this.cursor.ready(step);
	}
	numeric(marker) {
		const found = numerics.get(marker);
		if (found) return found;
		throw new Unreadable(`is no UBJSON: ${JSON.stringify(marker)} begins no value`, this.cursor.offset - 1);
	}
};
// src/model/formats/xgboost-facts.ts
const mostFeatures = 1 << 20;
function factsOf(saved) {
	const learner = at(saved, "learner");
	const booster = at(learner, "gradient_booster");
	const trees = at(booster, "model") ?? at(booster, "gbtree", "model");
	const count = numberAt(trees, "gbtree_model_param", "num_trees");
	const wrapper = textAt(learner, "attributes", "scikit_learn");
	const facts = factsFrom({
		features: numberAt(learner, "learner_model_param", "num_feature") ?? 0,
		classes: numberAt(learner, "learner_model_param", "num_class") ?? 0,
		targets: numberAt(learner, "learner_model_param", "num_target") ?? 1,
		objective: textAt(learner, "objective", "name") ?? "",
		...wrapper !== void 0 && { wrapper }
	});
	const version = listAt(saved, "version");
	return {
		...facts,
		columns: nameColumns(facts.columns, learner, trees),
		...version.length === 3 && { version: version.join(".") },
		...count !== void 0 && { trees: count }
	};
}
function factsFrom(parameters) {
	const { features, objective, wrapper } = parameters;
	if (!Number.isSafeInteger(features) || features < 0 || features > mostFeatures) throw new Unreadable(`claims ${features} features`);
	const estimator = wrapper === void 0 ? void 0 : estimatorOf(wrapper);
	const classes = classesOf$1(parameters, estimator);
	return {
		framework: "xgboost",
		columns: Array.from({ length: features }, () => ({ type: "number" })),
		...objective !== "" && { objective },
		...classes !== void 0 && { classes },
		...estimator && { estimator },
		output: outputOf$2(parameters, estimator, classes)
	};
}
function classesOf$1({ classes, targets, objective }, estimator) {
	if (classes > 1) return classes;
	return (objective.startsWith("binary:") || estimator === "classifier") && targets <= 1 ? 2 : void 0;
}
function outputOf$2({ classes, targets, objective }, estimator, labels) {
	if (estimator === "classifier" && labels !== void 0 && labels <= 1e3) return {
		kind: "classes",
		classes: Array.from({ length: labels }, (_, label) => label),
		probabilities: objective !== "binary:hinge" && objective !== "multi:softmax"
	};
	if (estimator === "classifier" && labels !== void 0) return {
		kind: "classes",
		probabilities: true
	};
	const width = objective === "multi:softmax" ? 1 : Math.max(classes, targets);
	return width > 1 ? {
		kind: "numbers",
		width
	} : { kind: "numbers" };
}
function estimatorOf(wrapper) {
	const found = /"_estimator_type": "(classifier|regressor|ranker)"/.exec(wrapper)?.[1];
	return found === "classifier" || found === "regressor" || found === "ranker" ? found : void 0;
}
function nameColumns(columns, learner, trees) {
	const names = listAt(learner, "feature_names");
	const types = listAt(learner, "feature_types");
	return columns.map((_, index) => {
		const name = names[index];
		const named = typeof name === "string" ? { name } : {};
		switch (types[index]) {
			case "c": return {
				...named,
				...categoryColumn(listAt(trees, "cats", "enc")[index])
			};
			case "i": return {
				...named,
				type: "boolean"
			};
			case "int": return {
				...named,
				type: "integer"
			};
			default: return {
				...named,
				type: "number"
			};
		}
	});
}
function categoryColumn(encoding) {
	const values = categories(encoding);
	return values.length > 0 ? columnOf$1(void 0, values) : { type: "integer" };
}
function categories(encoding) {
	const values = listAt(encoding, "values").filter((value) => typeof value === "number");
	const offsets = listAt(encoding, "offsets").filter((value) => typeof value === "number");
	if (offsets.length === 0) return values;
	const bytes = Buffer.from(values);
	if (!offsets.every((end, index) => end >= (offsets[index - 1] ?? 0))) throw new Unreadable("has names of categories that overlap");
	return offsets.slice(1).map((end, index) => bytes.toString("utf8", offsets[index], end));
}
// src/model/formats/xgboost-binary.ts
const parametersSize = 136;
const treesParametersSize = 160;
const treeParametersSize = 148;
const nodeSize = 36;
const linearParametersSize = 136;
const header = "binf";
function isXgboostBinary(head) {
	const data = Buffer.from(head.subarray(0, 256));
	const start = parametersSize + (data.toString("latin1", 0, 4) === header ? 4 : 0);
	if (data.byteLength < start + 8) return false;
	const end = start + 8 + Number(data.readBigUInt64LE(start));
	return /^(reg|binary|multi|rank|count|survival):\w+$/.test(data.toString("latin1", start + 8, end));
}
async function readXgboostBinary(cursor, signal) {
	await cursor.require(4, "its header");
	if ([
		0,
		1,
		2,
		3
	].map((ahead) => String.fromCharCode(cursor.peek(ahead) ?? 0)).join("") === header) cursor.take(4);
	const parameters = await cursor.read(parametersSize, "its parameters");
	const objective = await readText(cursor);
	const trees = await passBooster(cursor, await readText(cursor), signal);
	const [major, minor] = [parameters.readUInt32LE(20), parameters.readUInt32LE(24)];
	const wrapper = parameters.readInt32LE(12) === 0 ? void 0 : await findAttribute(cursor, "scikit_learn");
	return {
		...factsFrom({
			features: parameters.readUInt32LE(4),
			classes: parameters.readInt32LE(8),
			targets: Math.max(1, parameters.readUInt32LE(28)),
			objective,
			...wrapper !== void 0 && { wrapper }
		}),
		...major > 0 && { version: `${major}.${minor}` },
		...trees !== void 0 && { trees }
	};
}
async function passBooster(cursor, booster, signal) {
	if (booster === "gblinear") {
		await cursor.skip(linearParametersSize, "its parameters");
		await cursor.skip(await readCount(cursor) * 4, "its weights");
		return;
	}
	if (booster !== "gbtree" && booster !== "dart") throw new Unreadable(`is an XGBoost model of an unknown kind, ${JSON.stringify(booster)}`);
	const count = (await cursor.read(treesParametersSize, "its parameters")).readInt32LE(0);
	if (count < 0) throw new Unreadable(`claims ${count} trees`, cursor.offset);
	for (let tree = 0; tree < count; tree++) {
		signal?.throwIfAborted();
		const nodes = (await cursor.read(treeParametersSize, "a tree")).readInt32LE(4);
		if (nodes <= 0) throw new Unreadable(`has a tree of ${nodes} nodes`, cursor.offset);
		await cursor.skip(nodes * nodeSize, "a tree");
	}
	await cursor.skip(count * 4, "the classes of its trees");
	if (booster === "dart" && count > 0) await cursor.skip(await readCount(cursor) * 4, "the weights of its trees");
	return count;
}
async function findAttribute(cursor, wanted) {
	const count = await readCount(cursor);
	for (let index = 0; index < count; index++) {
		if (await readText(cursor) === wanted) return readText(cursor);
		await cursor.skip(await readCount(cursor), "an attribute");
	}
}
async function readText(cursor) {
	return (await cursor.read(await readCount(cursor), "a text")).toString("utf8");
}
async function readCount(cursor) {
	await cursor.require(8, "a length");
	return Number(cursor.take(8).readBigUInt64LE());
}
// src/model/formats/xgboost.ts
const xgboostFormat = {
	name: "XGBoost model",
	recognises: (head) => encodingOf(head) !== void 0,
	async read({ path, bytes, signal }) {
		const encoding = encodingOf(await bytes.read(0, 4096));
		if (encoding === void 0) return void 0;
		const facts = await readers[encoding](new Cursor(streamOf(bytes)), signal);
		if (facts === void 0) return void 0;
		return {
			description: describeBooster(facts, `xgboost-${encoding}`, path),
			findings: []
		};
	}
};
const xgboostBlob = {
	recognises: (head) => snapshotOf(head) !== void 0,
	async read(cursor) {
		await cursor.ready(snapshotHead);
		const head = Uint8Array.from({ length: snapshotHead }, (_, ahead) => cursor.peek(ahead) ?? 0);
		const encoding = snapshotOf(head);
		if (encoding === void 0) return void 0;
		if (textOf$2(head).startsWith(configOffset)) await cursor.skip(configOffset.length + 8, "a header");
		return readers[encoding](cursor);
	}
};
const trees = {
	gbtree_model_param: { num_trees: true },
	cats: true
};
const model = {
	version: true,
	learner: {
		attributes: { scikit_learn: true },
		feature_names: true,
		feature_types: true,
		gradient_booster: {
			name: true,
			model: trees,
			gbtree: { model: trees }
		},
		learner_model_param: true,
		objective: { name: true }
	}
};
const modelOrSnapshot = {
	...model,
	Model: model
};
const readers = {
	json: async (cursor, signal) => factsIn(await pickJson(cursor, modelOrSnapshot, signal)),
	ubj: async (cursor, signal) => factsIn(await pickUbjson(cursor, modelOrSnapshot, signal)),
	binary: readXgboostBinary
};
function factsIn(document) {
	const saved = at(document, "Model") ?? document;
	if (at(saved, "learner") === void 0) return void 0;
	if (at(saved, "learner", "learner_model_param") === void 0) throw new Unreadable("is an XGBoost model without its 'learner_model_param'");
	const booster = at(saved, "learner", "gradient_booster");
	if (at(booster, "model") === void 0 && at(booster, "gbtree", "model") === void 0) throw new Unreadable("is a booster's configuration (save_config) and not the booster: save_model writes that");
	return factsOf(saved);
}
function encodingOf(head) {
	if (isXgboostBinary(head)) return "binary";
	const text = textOf$2(head);
	if (["learner", "version"].includes(ubjsonKey(text))) return "ubj";
	if (/^\s*{\s*"(learner"\s*:\s*{|version"\s*:\s*\[[\d\s,]+\])/.test(text)) return "json";
}
const configOffset = "CONFIG-offset:";
const snapshotHead = 64;
function snapshotOf(head) {
	const text = textOf$2(head);
	if (text.startsWith(configOffset) || text.startsWith("binf")) return "binary";
	if ([
		"Config",
		"Model",
		"learner"
	].includes(ubjsonKey(text))) return "ubj";
	if (/^{"(Config|Model|learner)":{/.test(text)) return "json";
}
const ubjsonKey = (text) => text.startsWith("{L\0\0\0\0\0\0\0") ? text.slice(10, 10 + text.charCodeAt(9)) : "";
const textOf$2 = (head) => Buffer.from(head).toString("latin1");
// src/model/formats/pickle.ts
const pickleFormat = {
	name: "pickle",
	recognises: (head, name) => compressionOf(head) !== "none" || looksLikePickle(head, name),
	async read(file) {
		const unpacked = await unpack$1(file);
		if (unpacked === void 0) return void 0;
		const { cursor, compression } = unpacked;
		if (!looksLikePickle(cursor.look().subarray(0, headSize$2), file.path)) return void 0;
		return read$7(file, cursor, compression);
	}
};
const headSize$2 = 512;
const otherwiseCompressed = /\.(tar\.\w+|tgz|tbz2?|txz|json\.gz|csv\.gz|rds|rda|rdata)$/i;
const pickleName = /\.(pkl|pickle|joblib|jbl|sav|dill|cloudpickle|p|pk|pt|pth|ckpt)(\.\w+)?$|(^|\/)pytorch_model[^/]*\.bin$/i;
const compressedName = /\.(z|gz|bz2|xz|lzma|lz4)$/i;
async function unpack$1(file) {
	try {
		const { stream, compression } = await decompressed(file.bytes);
		const cursor = new Cursor(stream);
		await cursor.ready(headSize$2);
		return {
			cursor,
			compression
		};
	} catch (error) {
		const isMeant = pickleName.test(file.path) || compressedName.test(file.path) && !otherwiseCompressed.test(file.path);
		if (error instanceof Unreadable && !isMeant) return void 0;
		throw error;
	}
}
const oldBeginning = /^\(?c[\w.]+\n[\w.]+\n|^\([dlt]p\d+\n|^[\]})]q|^\(S['"]|^\(V.*\n/;
const opcodes = "(]})NIJKLMFGSTUVXBCPcil";
function looksLikePickle(head, name) {
	const [first = 0, second = 0] = head;
	if (first === 128) return second <= 5;
	const text = Buffer.from(head.subarray(0, headSize$2)).toString("latin1");
	return oldBeginning.test(text) || pickleName.test(name) && opcodes.includes(text.charAt(0));
}
const torchMagic = 119547037146038801333356n;
async function read$7({ path, signal }, cursor, compression) {
	const options = {
		signal,
		blobs: [
			xgboostBlob,
			lightgbmBlob,
			catboostBlob
		],
		joblib: true
	};
	try {
		const walk = await walkPickle(cursor, options);
		if (walk.root === torchMagic) return void 0;
		const description = describePickle(path, walk);
		const packages = compression === "lz4" ? { lz4: void 0 } : {};
		const behind = await walksBehind(cursor, options);
		return {
			description: {
				...description,
				packages: {
					...description.packages,
					...packages
				}
			},
			findings: [walk, ...behind].flatMap((each) => judgePickle(path, each))
		};
	} catch (error) {
		if (!(error instanceof BrokenPickle)) throw error;
		return damaged$1(path, error);
	}
}
async function ifUnpickled(file) {
	return (await findingsAnyway(file)).filter(({ verdict, what }) => verdict === "dangerous" && /^[\w.]+\.\w+$/.test(what));
}
async function findingsAnyway(file) {
	try {
		const { stream } = await decompressed(file.bytes);
		const walk = await walkPickle(new Cursor(stream), {
			signal: file.signal,
			joblib: true
		});
		return judgePickle(file.path, walk);
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
		return error instanceof BrokenPickle ? judgePickle(file.path, error.walk) : [];
	}
}
const mostPickles = 1e3;
async function walksBehind(cursor, options) {
	const walks = [];
	try {
		while (walks.length < mostPickles) {
			await cursor.ready(headSize$2);
			if (!looksLikePickle(cursor.look().subarray(0, headSize$2), "")) break;
			walks.push(await walkPickle(cursor, options));
		}
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
		if (error instanceof BrokenPickle) walks.push(error.walk);
	}
	return walks;
}
function damaged$1(path, error) {
	const { walk, message } = error;
	const findings = judgePickle(path, walk);
	if (!findings.some((finding) => finding.verdict === "dangerous")) throw error;
	const needsCode = {
		reason: `it ${message}`,
		script: plainScript(path)
	};
	return {
		description: {
			...describePickle(path, walk),
			needsCode
		},
		findings
	};
}
// src/model/encodings/npy.ts
const magic = Buffer.from("NUMPY", "latin1");
const longestHeader = 1e4;
async function readNpyHeader(cursor) {
	const what = "the header of an array";
	const { offset } = cursor;
	const start = await cursor.read(8, what);
	const version = start.readUInt8(6);
	if (!start.subarray(0, 6).equals(magic) || version < 1 || version > 3) throw new Unreadable("holds an array that does not begin as NumPy begins it", offset);
	const length = version === 1 ? (await cursor.read(2, what)).readUInt16LE() : (await cursor.read(4, what)).readUInt32LE();
	if (length > longestHeader) throw new Unreadable(`holds an array with a header of ${length} bytes`, offset);
	const text = (await cursor.read(length, what)).toString(version === 3 ? "utf8" : "latin1");
	const shape = /'shape':\s*\(([\d, ]*)\)/.exec(text)?.[1];
	const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
	if (shape === void 0 || fortran === void 0) throw new Unreadable("holds an array whose header does not say what it is", offset);
	const type = /'descr':\s*'([<>|=]?[a-zA-Z]\d{0,9})'/.exec(text)?.[1];
	return {
		...type !== void 0 && { type },
		shape: shape.split(",").flatMap((length) => length.trim() === "" ? [] : [Number(length)]),
		fortran: fortran === "True"
	};
}
// src/model/skops/values.ts
const globalValue = (module, name) => ({
	kind: "global",
	module,
	name
});
const sequenceValue = (kind, items) => ({
	kind,
	items,
	count: items.length,
	isLate: false
});
const dictValue = (entries) => ({
	kind: "dict",
	entries,
	count: entries.size,
	isLate: false
});
const objectValue = (of, args, state) => ({
	kind: "object",
	of,
	args: sequenceValue("tuple", args),
	...state !== void 0 && { state }
});
const arrayValue = (header, data) => ({
	kind: "array",
	dtype: header.type === void 0 ? null : dtypeValue(header.type),
	shape: header.shape,
	fortran: header.fortran,
	...data && { data }
});
const objectArrayValue = (shape, items) => ({
	kind: "array",
	dtype: dtypeValue("|O8"),
	shape,
	fortran: false,
	items: sequenceValue("list", items)
});
const objectFlags = 63;
function dtypeValue(type) {
	const [, order = "|", code = ""] = /^([<>|=]?)(.*)$/.exec(type) ?? [];
	const flags = code.startsWith("O") ? objectFlags : 0;
	const state = sequenceValue("tuple", [
		3,
		order || "|",
		null,
		null,
		null,
		-1,
		-1,
		flags
	]);
	return objectValue(globalValue("numpy", "dtype"), [
		code,
		false,
		true
	], state);
}
const scalarValue = (array) => array.data === void 0 ? array : objectValue(globalValue("numpy.core.multiarray", "scalar"), [array.dtype, {
	kind: "bytes",
	size: array.data.byteLength,
	data: array.data
}]);
function readPlain(text) {
	if (text === "NaN") return NaN;
	if (text === "Infinity") return Number.POSITIVE_INFINITY;
	if (text === "-Infinity") return Number.NEGATIVE_INFINITY;
	try {
		const value = JSON.parse(text);
		return typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null ? value : forgotten;
	} catch {
		return forgotten;
	}
}
// src/model/skops/entries.ts
const mostEntries$1 = 2e4;
const mostBytes$1 = 64 << 20;
async function readEntries(zip, blobs, signal) {
	const values = new Map();
	let left = mostBytes$1;
	for (const entry of zip.entries.values()) {
		signal.throwIfAborted();
		if (values.size === mostEntries$1) break;
		if (entry.name.endsWith(".bin")) values.set(entry.name, await readBytes(zip, entry, blobs));
		if (!entry.name.endsWith(".npy")) continue;
		const keeps = entry.size <= limits.piece && entry.size <= left;
		if (keeps) left -= entry.size;
		values.set(entry.name, await readArray(zip, entry, keeps));
	}
	return values;
}
async function readArray(zip, entry, keeps) {
	const cursor = new Cursor(await zip.stream(entry));
	const header = await readNpyHeader(cursor);
	if (!keeps) return arrayValue(header);
	const data = await cursor.read(Math.max(0, entry.size - cursor.offset), "an array");
	return arrayValue(header, data);
}
async function readBytes(zip, entry, blobs) {
	const content = await readContent(new Cursor(await zip.stream(entry)), entry.size, blobs);
	return {
		kind: "bytes",
		size: entry.size,
		...content !== void 0 && { content }
	};
}
async function readContent(cursor, size, blobs) {
	await cursor.ready(Math.min(64, size));
	const head = cursor.look().subarray(0, 64);
	try {
		return await blobs.find((reader) => reader.recognises(head))?.read(cursor, size);
	} catch (error) {
		if (error instanceof Unreadable) return void 0;
		throw error;
	}
}
// src/model/skops/names.ts
function namesIn(schema) {
	const globals = new Map();
	const loaders = new Set();
	const add = (module, name) => globals.set(`${module} ${name}`, {
		module,
		name,
		offset: 0,
		called: true
	});
	const look = (kept) => {
		if (Array.isArray(kept)) kept.forEach(look);
		if (!(kept instanceof Map)) return;
		const name = textAt(kept, "__class__");
		const module = textAt(kept, "__module__");
		const loader = textAt(kept, "__loader__");
		if (loader !== void 0) loaders.add(loader);
		if (name !== void 0 && module !== void 0) add(module, name);
		for (const [also, what] of indirectNames(kept, loader, module, name)) add(also, what);
		for (const member of kept.values()) look(member);
	};
	look(schema);
	return {
		globals: [...globals.values()],
		loaders
	};
}
const bitGenerators = new Map([
	["MT19937", "numpy.random._mt19937"],
	["PCG64", "numpy.random._pcg64"],
	["PCG64DXSM", "numpy.random._pcg64"],
	["Philox", "numpy.random._philox"],
	["SFC64", "numpy.random._sfc64"]
]);
function* indirectNames(node, loader, module = "", name = "") {
	if (loader === "MethodNode") yield [module, `${name}.${textAt(node, "content", "func") ?? ""}`];
	else if (loader === "RandomGeneratorNode") {
		const state = at(node, "content", "bit_generator");
		const written = textAt(state, "content", "bit_generator", "content");
		const generator = written === void 0 ? textAt(state, "bit_generator") : readPlain(written);
		if (typeof generator === "string") yield [bitGenerators.get(generator) ?? "numpy.random", generator];
	} else if (loader === "FunctionNode") {
		const path = textAt(node, "content", "module_path");
		const function_ = textAt(node, "content", "function");
		if (path !== void 0 && function_ !== void 0) yield [path, function_];
	}
}
const knownLoaders = new Set([
	"JsonNode",
	"DictNode",
	"DefaultDictNode",
	"ListNode",
	"TupleNode",
	"SetNode",
	"ObjectNode",
	"TreeNode",
	"LossNode",
	"ConstructorFromReduceNode",
	"TypeNode",
	"FunctionNode",
	"BytesNode",
	"BytearrayNode",
	"NdArrayNode",
	"MaskedArrayNode",
	"DTypeNode",
	"RandomStateNode",
	"RandomGeneratorNode",
	"SparseMatrixNode",
	"SliceNode",
	"PartialNode",
	"MethodNode",
	"OperatorFuncNode",
	"CachedNode",
	"QuantileForestNode",
	"_DictWithDeprecatedKeysNode"
]);
// src/model/skops/schema.ts
function toValue(node, entries) {
	const build = builders.get(textAt(node, "__loader__") ?? "");
	return node === void 0 || build === void 0 ? forgotten : build(node, entries);
}
const classOf$1 = (node) => globalValue(textAt(node, "__module__") ?? "", textAt(node, "__class__") ?? "");
const listOf$1 = (node, entries) => listAt(node, "content").map((item) => toValue(item, entries));
const fileOf = (node, entries) => entries.get(textAt(node, "file") ?? "") ?? forgotten;
const stateful = (node, entries) => objectValue(classOf$1(node), [], toValue(at(node, "content"), entries));
const reduced = (node, entries) => objectValue(classOf$1(node), [toValue(at(node, "__reduce__", "args"), entries)], toValue(at(node, "content"), entries));
const builders = new Map(Object.entries({
	JsonNode: (node, entries) => {
		const value = readPlain(textAt(node, "content") ?? "");
		return typeof value === "string" && entries.get(textKey(value)) || value;
	},
	DictNode: (node, entries) => {
		const content = at(node, "content");
		const members = content instanceof Map ? [...content] : [];
		return dictValue(new Map(members.map(([key, member]) => [key, toValue(member, entries)])));
	},
	DefaultDictNode: (node, entries) => toValue(at(node, "content", "main"), entries),
	ListNode: (node, entries) => sequenceValue("list", listOf$1(node, entries)),
	TupleNode: (node, entries) => sequenceValue("tuple", listOf$1(node, entries)),
	SetNode: (node, entries) => sequenceValue("set", listOf$1(node, entries)),
	ObjectNode: stateful,
	TreeNode: reduced,
	LossNode: reduced,
	ConstructorFromReduceNode: (node, entries) => objectValue(classOf$1(node), [toValue(at(node, "content"), entries)]),
	TypeNode: classOf$1,
	FunctionNode: classOf$1,
	BytesNode: fileOf,
	BytearrayNode: fileOf,
	NdArrayNode: (node, entries) => {
		if (textAt(node, "type") !== "json") {
			const array = fileOf(node, entries);
			return textAt(node, "__class__") !== "ndarray" && typeof array === "object" && array?.kind === "array" ? scalarValue(array) : array;
		}
		const shape = toValue(at(node, "shape"), entries);
		const lengths = typeof shape === "object" && shape?.kind === "tuple" ? shape.items : [];
		return objectArrayValue(lengths.filter((length) => typeof length === "number"), nested(listAt(node, "content"), entries, lengths.length));
	}
}));
function nested(nodes, entries, axes) {
	return nodes.flatMap((node) => axes > 1 && textAt(node, "__loader__") === "ListNode" ? nested(listAt(node, "content"), entries, axes - 1) : [toValue(node, entries)]);
}
const longText = 1e3;
function longTextsIn(kept) {
	if (Array.isArray(kept)) return kept.flatMap(longTextsIn);
	if (!(kept instanceof Map)) return [];
	const text = textAt(kept, "__loader__") === "JsonNode" ? textAt(kept, "content") : void 0;
	if (text === void 0) return [...kept.values()].flatMap(longTextsIn);
	const value = text.length > longText ? readPlain(text) : void 0;
	return typeof value === "string" ? [value] : [];
}
const textKey = (text) => `\0${text}`;
// src/model/formats/skops.ts
const skopsFormat = {
	name: "skops",
	recognises: looksLikeZip,
	async read(file) {
		const zip = await readZip(file.bytes);
		const entry = zip.entries.get("schema.json");
		if (!entry) return void 0;
		const schema = await pickJson(new Cursor(await zip.stream(entry)), true, file.signal);
		if (schema === void 0 || textAt(schema, "__loader__") === void 0) return void 0;
		return read$6(file, zip, schema);
	}
};
const blobs = [
	xgboostBlob,
	lightgbmBlob,
	catboostBlob
];
async function read$6({ path, signal }, zip, schema) {
	const { globals, loaders } = namesIn(schema);
	const walk = {
		root: toValue(schema, new Map([...await readEntries(zip, blobs, signal), ...await readTexts(schema)])),
		globals,
		oddities: [],
		protocol: 0,
		bytes: 0
	};
	const file = `${path}:schema.json`;
	const findings = judgePickle(file, walk).map(({ offset: _, ...finding }) => finding);
	return {
		description: describe$4(path, describePickle(path, walk), textAt(schema, "_skops_version")),
		findings: [...findings, ...judgeLoaders(file, loaders)]
	};
}
async function readTexts(schema) {
	const values = new Map();
	for (const text of longTextsIn(schema)) {
		const bytes = bytesOf$3(Buffer.from(text));
		const content = await readContent(new Cursor(streamOf(bytes)), bytes.size, blobs);
		if (content !== void 0) values.set(textKey(text), {
			kind: "text",
			size: bytes.size,
			content
		});
	}
	return values;
}
function describe$4(path, { pickleProtocol: _, needsCode, ...facts }, version) {
	return {
		...facts,
		format: "skops",
		path,
		packages: {
			...facts.packages,
			skops: version
		},
		...needsCode && { needsCode: {
			...needsCode,
			script: loadedBySkops(needsCode.script)
		} }
	};
}
const loadedBySkops = (script) => script.replace("import joblib", "import skops.io").replace("joblib.load(path)", "skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path))");
const judgeLoaders = (file, loaders) => [...loaders].filter((loader) => !knownLoaders.has(loader)).map((loader) => ({
	verdict: "unknown",
	what: JSON.stringify(loader.slice(0, 100)),
	why: "is a loader of skops that is not known here",
	file
}));
// src/model/mlflow/inner.ts
const loaders = new Map([
	["mlflow.sklearn", [skopsFormat, pickleFormat]],
	["mlflow.xgboost", [xgboostFormat, pickleFormat]],
	["mlflow.lightgbm", [lightgbmFormat, pickleFormat]],
	["mlflow.catboost", [catboostFormat, pickleFormat]]
]);
const headSize$1 = 4096;
async function readInner(folder, { loader, model, method }) {
	const formats = loaders.get(loader);
	const file = model === void 0 ? void 0 : folder.files.get(model);
	if (!formats || model === void 0 || !file) return void 0;
	const siblings = new Map([...folder.files.values()].map((sibling) => [sibling.path, sibling]));
	const description = await folder.open(model, async (bytes) => {
		const head = await bytes.read(0, headSize$1);
		for (const format of formats) {
			if (!format.recognises(head, file.path)) continue;
			const { signal } = folder;
			const reading = await format.read({
				path: file.path,
				bytes,
				signal,
				siblings
			});
			if (reading) return reading.description;
		}
	});
	if (!description) return void 0;
	const says = loader === "mlflow.sklearn" && method === "predict";
	return {
		input: description.input,
		output: says ? predicted(description.output) : { kind: "unknown" }
	};
}
const predicted = (output) => output.kind === "classes" ? {
	...output,
	probabilities: false
} : output;
// src/model/mlflow/requirements.ts
const named = /^([A-Za-z0-9][\w.-]*)\s*(\[[^\]]*\])?\s*(.*)$/;
const pinned = /^===?\s*([\w.!+-]+)\s*(;.*)?$/;
function readRequirement(text) {
	const line = text.replace(/(^|\s)#.*$/, "").trim();
	const [, name, , rest = ""] = named.exec(line) ?? [];
	if (name === void 0 || rest.startsWith("@") || /^[/\\:]/.test(rest)) return void 0;
	const pin = pinned.exec(rest)?.[1];
	const specifier = rest.replace(/;.*$/, "").replace(/[()]/g, "").trim();
	return {
		name: normalized(name),
		line,
		specifier,
		...pin === void 0 ? {} : { pin }
	};
}
const normalized = (name) => name.toLowerCase().replace(/[-_.]+/g, "-");
const requirementLines = (text) => text.replace(/\\\r?\n/g, " ").split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, "").trim()).filter((line) => line !== "");
const includesFile = (line) => /^(-r|--requirement)\b/.test(line);
const constrainsByFile = (line) => /^(-c|--constraint)\b/.test(line);
function readCondaFile$1(yaml) {
	const dependencies = listAt(yaml, "dependencies");
	return {
		channels: listAt(yaml, "channels").filter(isText$1),
		conda: dependencies.filter(isText$1).map((line) => line.trim()),
		pip: dependencies.flatMap((dependency) => listAt(at(dependency, "pip"))).filter(isText$1).flatMap(requirementLines)
	};
}
const isText$1 = (value) => typeof value === "string";
// src/model/mlflow/signature.ts
function inputOf$2(signature) {
	const specs = specsOf(signature, "inputs");
	if (specs.length === 0) return { kind: "unknown" };
	if (specs.every(isTensor$1)) return tensorsOf$2(specs);
	const columns = specs.map(columnOf).filter((column) => column !== void 0);
	return columns.length === specs.length ? {
		kind: "rows",
		columns
	} : { kind: "unknown" };
}
function outputOf$1(signature) {
	const [only, ...more] = specsOf(signature, "outputs");
	if (only === void 0 || more.length > 0 || textAt(only, "name") !== void 0) return { kind: "unknown" };
	if (!isTensor$1(only)) return outputOfColumn(columnOf(only)?.type);
	const tensor = tensorOf$3(only);
	return tensor ? outputOfTensor(tensor) : { kind: "unknown" };
}
function specsOf(signature, side) {
	const text = textAt(signature, side);
	return text === void 0 ? [] : listAt(parseJson(text));
}
const isTensor$1 = (spec) => textAt(spec, "type") === "tensor";
const columnTypes = new Map([
	["boolean", "boolean"],
	["integer", "integer"],
	["long", "integer"],
	["float", "number"],
	["double", "number"],
	["string", "text"],
	["datetime", "datetime"]
]);
function columnOf(spec) {
	const type = columnTypes.get(textAt(spec, "type"));
	const name = textAt(spec, "name");
	return type && {
		type,
		...name === void 0 ? {} : { name }
	};
}
function tensorsOf$2(specs) {
	const tensors = specs.map(tensorOf$3).filter((tensor) => tensor !== void 0);
	return tensors.length === specs.length ? {
		kind: "tensors",
		tensors
	} : { kind: "unknown" };
}
const elementTypes$2 = new Map([
	...[
		"bool",
		"int8",
		"int16",
		"int32",
		"int64",
		"uint8",
		"uint16",
		"uint32"
	].map(same$1),
	...[
		"uint64",
		"float16",
		"float32",
		"float64",
		"complex64",
		"complex128"
	].map(same$1),
	["str", "string"],
	["object", "string"]
]);
function same$1(type) {
	return [type, type];
}
function tensorOf$3(spec) {
	const type = elementTypes$2.get(textAt(spec, "tensor-spec", "dtype"));
	const axes = at(spec, "tensor-spec", "shape");
	if (type === void 0 || !Array.isArray(axes)) return void 0;
	const shape = axes.map((axis) => numberAt(axis) ?? -1);
	return {
		name: textAt(spec, "name") ?? "",
		type,
		shape: shape.map((length) => Number.isInteger(length) && length >= 0 ? length : null)
	};
}
function outputOfColumn(type) {
	if (type === "number" || type === "integer") return { kind: "numbers" };
	return type === void 0 || type === "datetime" ? { kind: "unknown" } : {
		kind: "classes",
		probabilities: false
	};
}
function outputOfTensor(tensor) {
	const [rows, width, ...more] = tensor.shape ?? [];
	const perRow = rows === null && more.length === 0;
	const labels = tensor.type === "string" || tensor.type === "bool";
	if (perRow && width === void 0) return labels ? {
		kind: "classes",
		probabilities: false
	} : { kind: "numbers" };
	if (perRow && typeof width === "number" && !labels) return {
		kind: "numbers",
		width
	};
	return {
		kind: "tensors",
		tensors: [tensor]
	};
}
// src/model/formats/mlflow.ts
const mlflowFormat = {
	name: "MLflow model",
	recognises: (paths) => paths.has("MLmodel"),
	read: read$5
};
async function read$5(folder) {
	const model = await parsedFile(folder, "MLmodel", parseYaml);
	if (!(model instanceof Map)) throw new Unreadable("has an MLmodel file that names nothing");
	const loaded = pythonFunctionOf(model);
	const flavors = flavorsOf(model);
	for (const path of loaded?.paths ?? []) requirePath(folder, path);
	const version = textAt(model, "mlflow_version");
	const python = /^\d+\.\d+/.exec(loaded?.python ?? "")?.[0];
	const example = await readExample(folder, model);
	const signed = at(model, "signature");
	const signature = {
		input: inputOf$2(signed),
		output: outputOf$1(signed)
	};
	const unsigned = textAt(signed, "inputs") === void 0;
	const inner = loaded && unsigned ? await readInner(folder, loaded) : void 0;
	const description = {
		framework: "mlflow",
		format: "mlflow",
		path: folder.root.replace(/\/$/, ""),
		holds: holds$2(flavors, loaded),
		...inner ?? signature,
		packages: {
			...await readPackages(folder),
			...versionsOf(flavors)
		},
		...version === void 0 ? {} : { version },
		...python === void 0 ? {} : { python },
		...example === void 0 ? {} : { example },
		...loaded === void 0 ? { needsCode: noPythonFunction } : {}
	};
	if (!loaded) return {
		description,
		findings: []
	};
	return {
		description,
		findings: [
			...findingsOf$2(folder, loaded),
			...await pickledUnderAnyName(folder, loaded),
			...await judgePickleModule(folder, loaded)
		]
	};
}
async function pickledUnderAnyName(folder, { paths }) {
	const findings = [];
	for (const path of new Set(paths.map(plainPath))) {
		const file = folder.files.get(path);
		if (!file || pickleName.test(path)) continue;
		const { signal } = folder;
		const read = (bytes) => ifUnpickled({
			path: file.path,
			bytes,
			signal,
			siblings: new Map()
		});
		findings.push(...await folder.open(path, read));
	}
	return findings;
}
async function judgePickleModule(folder, { model = "data" }) {
	const path = `${plainPath(model)}/pickle_module_info.txt`;
	if (!folder.files.has(path)) return [];
	const module = (await folder.text(path)).trim();
	if (pickleModules.has(module)) return [];
	const globals = [{
		module,
		name: "Unpickler",
		offset: 0,
		called: true
	}];
	return judgePickle(folder.root + path, {
		globals,
		oddities: []
	});
}
const pickleModules = new Set([
	"mlflow.pytorch.pickle_module",
	"pickle",
	"cloudpickle",
	"dill"
]);
const plainPath = (path) => path.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
function requirePath(folder, path) {
	const name = plainPath(path);
	if (name === "" || name === "." || folder.files.has(name)) return;
	for (const file of folder.files.keys()) if (file.startsWith(`${name}/`)) return;
	throw new Unreadable(`is an MLflow model whose MLmodel file names '${path}', which is not there`);
}
function holds$2(flavors, loaded) {
	const libraries = flavors.map(({ name, version }) => `${name}${version ? ` ${version}` : ""}`);
	if (libraries.length > 0) return `MLflow model: ${libraries.join(", ")}`;
	if (loaded === void 0 || loaded.loader.startsWith("mlflow.pyfunc")) return "MLflow model: a Python function";
	return `MLflow model: ${loaded.loader}`;
}
const versionsOf = (flavors) => Object.fromEntries(flavors.flatMap((flavor) => flavor.version === void 0 ? [] : [[flavor.package, flavor.version]]));
async function readPackages(folder) {
	const lines = [];
	if (folder.files.has("conda.yaml")) {
		const { pip } = readCondaFile$1(await parsedFile(folder, "conda.yaml", parseYaml));
		lines.push(...pip);
	}
	if (folder.files.has("requirements.txt")) lines.push(...requirementLines(await folder.text("requirements.txt")));
	const packages = new Map();
	for (const line of lines.slice(0, mostPackages)) {
		const requirement = readRequirement(line);
		if (requirement && requirement.name !== "mlflow" && !packages.get(requirement.name)) packages.set(requirement.name, requirement.pin);
	}
	return Object.fromEntries(packages);
}
const mostPackages = 2e3;
const largestExample = 1 << 20;
async function readExample(folder, model) {
	const info = at(model, "saved_input_example_info");
	const serving = textAt(info, "serving_input_path");
	if (serving !== void 0) return exampleIn$1(folder, serving);
	const saved = textAt(info, "artifact_path");
	if (saved === void 0) return void 0;
	const type = textAt(info, "type");
	if (type === "ndarray") return exampleIn$1(folder, saved);
	if (type !== "dataframe") return void 0;
	const orient = textAt(info, "pandas_orient");
	if (orient !== "split" && orient !== "records") return void 0;
	return exampleIn$1(folder, saved, (table) => `{"dataframe_${orient}": ${table}}`);
}
async function exampleIn$1(folder, path, wrap = (text) => text) {
	const file = folder.files.get(path);
	if (!file || file.bytes > largestExample) return void 0;
	const text = wrap((await folder.text(path)).trim());
	return isRequest(text) ? text : void 0;
}
function isRequest(text) {
	try {
		const body = parseJson(text);
		return body instanceof Map && bodyKeys.some((key) => body.has(key));
	} catch (error) {
		if (error instanceof Unreadable) return false;
		throw error;
	}
}
const bodyKeys = [
	"dataframe_split",
	"dataframe_records",
	"inputs",
	"instances"
];
function findingsOf$2(folder, { loader, code, script }) {
	const found = (what, why, file) => ({
		verdict: "unknown",
		what,
		why,
		file: folder.root + file
	});
	const findings = [];
	if (!loader.startsWith("mlflow.")) findings.push(found(loader, "is imported and called to load the model", "MLmodel"));
	if (script !== void 0) findings.push(found(script, "is run to make the model", "MLmodel"));
	if (code !== void 0) {
		const prefix = `${code.replace(/\/+$/, "")}/`;
		for (const file of folder.files.keys()) {
			if (findings.length >= mostFindings$4) break;
			if (file.startsWith(prefix) && file.endsWith(".py")) findings.push(found(file, "is the author's own code, which the model may import", file));
		}
	}
	return findings;
}
const mostFindings$4 = 100;
const noPythonFunction = {
	reason: "its MLmodel file has no 'python_function' flavor, so MLflow itself could not serve it",
	script: `import json
import os

import mlflow


def init():
    global model
    # Load it with the flavor that saved it: mlflow.sklearn, mlflow.pytorch, ...
    model = mlflow.sklearn.load_model(os.path.join(os.environ["AZUREML_MODEL_DIR"], "model"))


def run(raw_data):
    return {"predict": model.predict(json.loads(raw_data)["data"]).tolist()}
`
};
// src/model/encodings/protobuf.ts
const deepest$4 = 64;
const mostFields = 5e7;
const windowSize = 65536;
const longestValue = windowSize;
const longestVarint = 10;
const longestHead = 20;
function walkMessage(bytes, fields, signal) {
	return new Walker(bytes, signal).walk(0, bytes.size, fields, 0);
}
const wireTypes = {
	varint: 0,
	fixed64: 1,
	lengthDelimited: 2,
	fixed32: 5
};
var Walker = class {
	bytes;
	signal;
	window = Buffer.alloc(0);
	base = 0;
	fieldsLeft = mostFields;
	constructor(bytes, signal) {
		this.bytes = bytes;
		this.signal = signal;
	}
	async walk(start, end, fields, depth) {
		if (depth > deepest$4) throw new Unreadable("is nested too deeply", start);
		let at = start;
		while (at < end) {
			const head = Math.min(longestHead, end - at);
			if (!this.has(at, head)) await this.load(at);
			const field = this.field(at, end);
			const handle = Object.hasOwn(fields, field.number) ? fields[field.number] : void 0;
			if (handle) await handle(this.value(field, depth));
			at = field.end;
		}
	}
	has(at, count) {
		return at >= this.base && at + count <= this.base + this.window.byteLength;
	}
	async load(at) {
		this.signal.throwIfAborted();
		const data = await this.bytes.read(at, windowSize);
		this.window = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
		this.base = at;
	}
	field(at, end) {
		if (--this.fieldsLeft < 0) throw new Unreadable("has more fields than any model", at);
		const tag = this.varint(at, end);
		const number = Math.floor(tag.value / 8);
		if (number === 0) throw new Unreadable("is no protocol buffer: expected a field", at);
		const field = this.extent(tag.value % 8, tag.end, end);
		if (field.end > end) throw new Unreadable(`ends in the middle of field ${number}`, Math.min(end, this.bytes.size));
		return {
			number,
			...field
		};
	}
	extent(wireType, at, end) {
		switch (wireType) {
			case wireTypes.varint: {
				const { signed, end: after } = this.varint(at, end);
				return {
					start: at,
					end: after,
					value: signed
				};
			}
			case wireTypes.fixed64: return {
				start: at,
				end: at + 8
			};
			case wireTypes.fixed32: return {
				start: at,
				end: at + 4
			};
			case wireTypes.lengthDelimited: {
				const length = this.varint(at, end);
				return {
					start: length.end,
					end: length.end + length.value
				};
			}
			default: throw new Unreadable(`is no protocol buffer: a field of kind ${wireType}`, at);
		}
	}
	varint(at, end) {
		let value = 0;
		let factor = 1;
		for (let count = 0; count < longestVarint && at + count < end; count++) {
			const byte = this.window[at + count - this.base];
			if (byte === void 0) break;
			value += (byte & 127) * factor;
			if (byte < 128) {
				const signed = count === 9 ? this.negative(at) : value;
				return {
					value,
					signed,
					end: at + count + 1
				};
			}
			factor *= 128;
		}
		throw at + longestVarint > end ? new Unreadable("ends in the middle of a number", Math.min(end, this.bytes.size)) : new Unreadable("is no protocol buffer: expected a number", at);
	}
	negative(at) {
		let value = 0n;
		for (let count = 9; count >= 0; count--) value = value << 7n | BigInt((this.window[at + count - this.base] ?? 0) & 127);
		return Number(BigInt.asIntN(64, value));
	}
	value(field, depth) {
		const { start, end, value } = field;
		const delimited = () => {
			if (value !== void 0) throw new Unreadable(`holds a number in field ${field.number}, where none belongs`, start);
			return part(this.bytes, start, end - start);
		};
		return {
			offset: start,
			number: () => {
				if (value === void 0) throw new Unreadable(`holds no number in field ${field.number}`, start);
				return value;
			},
			text: async () => {
				delimited();
				return (await this.near(start, end)).toString("utf8");
			},
			bytes: delimited,
			numbers: async () => value === void 0 ? this.packed(start, end) : [value],
			message: async (fields) => {
				delimited();
				await this.walk(start, end, fields, depth + 1);
			}
		};
	}
	async packed(start, end) {
		await this.near(start, end);
		const numbers = [];
		for (let at = start; at < end;) {
			const { signed, end: after } = this.varint(at, end);
			numbers.push(signed);
			at = after;
		}
		return numbers;
	}
	async near(start, end) {
		if (end - start > longestValue) throw new Unreadable(`has ${end - start} bytes where a name or a short list belongs`, start);
		if (!this.has(start, end - start)) await this.load(start);
		return this.window.subarray(start - this.base, end - this.base);
	}
};
// src/model/onnx/types.ts
const elementTypes$1 = new Map([
	[1, {
		type: "float32",
		bits: 32
	}],
	[2, {
		type: "uint8",
		bits: 8
	}],
	[3, {
		type: "int8",
		bits: 8
	}],
	[4, {
		type: "uint16",
		bits: 16
	}],
	[5, {
		type: "int16",
		bits: 16
	}],
	[6, {
		type: "int32",
		bits: 32
	}],
	[7, {
		type: "int64",
		bits: 64
	}],
	[8, {
		type: "string",
		bits: 0
	}],
	[9, {
		type: "bool",
		bits: 8
	}],
	[10, {
		type: "float16",
		bits: 16
	}],
	[11, {
		type: "float64",
		bits: 64
	}],
	[12, {
		type: "uint32",
		bits: 32
	}],
	[13, {
		type: "uint64",
		bits: 64
	}],
	[14, {
		type: "complex64",
		bits: 64
	}],
	[15, {
		type: "complex128",
		bits: 128
	}],
	[16, {
		type: "bfloat16",
		bits: 16
	}],
	[17, { bits: 8 }],
	[18, { bits: 8 }],
	[19, { bits: 8 }],
	[20, { bits: 8 }],
	[21, { bits: 4 }],
	[22, { bits: 4 }],
	[23, { bits: 4 }],
	[24, { bits: 8 }],
	[25, { bits: 2 }],
	[26, { bits: 2 }]
]);
const bitsOf = (dataType) => elementTypes$1.get(dataType)?.bits ?? 0;
async function readValue(value) {
	const draft = {
		name: "",
		kind: "other"
	};
	await value.message({
		1: async (name) => {
			draft.name = await name.text();
		},
		2: (type) => type.message(typeFields(draft))
	});
	const type = elementTypes$1.get(draft.dataType ?? 0)?.type;
	return {
		name: draft.name,
		kind: draft.kind,
		...type === void 0 ? {} : { type },
		...draft.shape === void 0 || draft.kind !== "tensor" ? {} : { shape: draft.shape }
	};
}
function typeFields(draft) {
	const inner = (kind, field) => (value) => {
		if (draft.kind === "other") draft.kind = kind;
		return value.message({ [field]: (type) => type.message(typeFields(draft)) });
	};
	return {
		1: (tensor) => {
			if (draft.kind === "other") draft.kind = "tensor";
			return tensor.message(tensorFields(draft));
		},
		4: inner("sequence", 1),
		5: inner("map", 2),
		9: (optional) => optional.message({ 1: (type) => type.message(typeFields(draft)) })
	};
}
const tensorFields = (draft) => ({
	1: (type) => {
		draft.dataType = type.number();
	},
	2: (shape) => {
		draft.shape = [];
		return shape.message({ 1: (axis) => readAxis(axis, draft.shape ?? []) });
	}
});
const mostAxes$3 = 256;
async function readAxis(axis, shape) {
	if (shape.length === mostAxes$3) throw new Unreadable("has an input of too many axes", axis.offset);
	let length = null;
	await axis.message({
		1: (value) => {
			length = value.number() < 0 ? null : value.number();
		},
		2: async (name) => {
			length = await name.text() || null;
		}
	});
	shape.push(length);
}
// src/model/onnx/external.ts
const external = 1;
async function readWeights(value) {
	const weights = {
		name: "",
		dims: [],
		dataType: 0,
		location: 0,
		entries: new Map()
	};
	await value.message({
		1: async (dims) => {
			weights.dims = [...weights.dims, ...await dims.numbers()].slice(0, mostAxes$2);
		},
		2: (type) => {
			weights.dataType = type.number();
		},
		8: async (name) => {
			weights.name = await name.text();
		},
		13: async (entry) => {
			let key = "";
			let text = "";
			await entry.message({
				1: async (name) => {
					key = await name.text();
				},
				2: async (content) => {
					text = await content.text();
				}
			});
			if (known.has(key)) weights.entries.set(key, text);
		},
		14: (location) => {
			weights.location = location.number();
		}
	});
	return weights;
}
const mostAxes$2 = 256;
const known = new Set([
	"location",
	"offset",
	"length"
]);
function checkExternal(weights, around, offset) {
	if (weights.location !== external) return void 0;
	const location = weights.entries.get("location") ?? "";
	const why = outside(location);
	if (why) return {
		verdict: "dangerous",
		what: `external data '${location}'`,
		why,
		file: around.path,
		offset
	};
	const folder = around.path.slice(0, around.path.lastIndexOf("/") + 1);
	const parts = location.split("/").filter((part) => part !== "" && part !== ".");
	const file = around.siblings.get(folder + parts.join("/"));
	if (!file) throw new Unreadable(`keeps weights in '${location}', which is not beside it: both belong into one folder`);
	const start = wholeNumber(weights, "offset", offset) ?? 0;
	const needed = Math.max(wholeNumber(weights, "length", offset) ?? 0, bytesOf(weights));
	if (start + needed > file.bytes) throw new Unreadable(`keeps '${weights.name}' in '${location}' up to byte ${start + needed}, but that has ${file.bytes} bytes`);
}
function outside(location) {
	if (location.includes("_ORT_MEM_ADDR_")) return "reads the memory of the server";
	return /^([/\\~]|[A-Za-z]:)/.test(location) || location.split(/[/\\]/).some((part) => part === "..") ? "reads a file outside of the model's folder" : void 0;
}
function wholeNumber(weights, key, at) {
	const text = weights.entries.get(key);
	if (text === void 0) return void 0;
	if (!/^\d{1,15}$/.test(text)) throw new Unreadable(`says '${text}' for the ${key} of external data`, at);
	return Number(text);
}
const bytesOf = ({ dims, dataType }) => Math.ceil(dims.reduce((product, length) => product * length, 1) * bitsOf(dataType) / 8);
// src/model/onnx/graph.ts
var GraphFacts = class {
	name = "";
	inputs = [];
	outputs = [];
	initializers = new Set();
	first = [];
	counts = new Map();
	domains = new Set();
	classes;
	categories = new Map();
	sameAs = new Map();
	findings = [];
	budget = new Budget();
	get operations() {
		return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
	}
};
const listed$2 = 8;
const mostClasses = 100;
const mostFindings$3 = 100;
function graphFields(facts, around, nested = false) {
	const weights = (value) => readInitializer(value, facts, around);
	const inside = {
		1: (node) => readNode(node, facts, around, nested),
		5: weights,
		15: (sparse) => sparse.message(sparseFields(facts, around))
	};
	if (nested) return inside;
	return {
		...inside,
		2: async (name) => {
			facts.name = await name.text();
		},
		11: async (input) => keep(facts, facts.inputs, await readValue(input), input.offset),
		12: async (output) => keep(facts, facts.outputs, await readValue(output), output.offset)
	};
}
const functionFields = (facts, around) => ({ 7: (node) => readNode(node, facts, around, true) });
function keep(facts, list, value, offset) {
	facts.budget.spend(value.name.length + 1e3, offset);
	list.push(value);
}
async function readInitializer(value, facts, around) {
	const weights = await readWeights(value);
	facts.budget.spend(weights.name.length + 64, value.offset);
	facts.initializers.add(weights.name);
	const finding = checkExternal(weights, around, value.offset);
	if (finding && facts.findings.length < mostFindings$3) facts.findings.push(finding);
}
const sparseFields = (facts, around) => ({
	1: (values) => readInitializer(values, facts, around),
	2: (indices) => readInitializer(indices, facts, around)
});
async function readNode(node, facts, around, nested) {
	let type = "";
	let domain = "";
	let labels = [];
	const ends = {
		input: "",
		output: ""
	};
	await node.message({
		1: async (name) => {
			ends.input ||= await name.text();
		},
		2: async (name) => {
			ends.output ||= await name.text();
		},
		4: async (text) => {
			type = await text.text();
		},
		5: async (attribute) => {
			const found = await readAttribute(attribute, facts, around);
			if (found.length > 0) labels = found;
		},
		7: async (text) => {
			domain = await text.text();
		}
	});
	if (domain === "ai.onnx") domain = "";
	count$1(facts, {
		domain,
		type
	}, node.offset);
	if (!nested && facts.first.length < listed$2) facts.first.push({
		domain,
		type
	});
	const few = labels.length > 0 && labels.length <= mostClasses;
	if (type === "OneHotEncoder") {
		if (few && !nested) remember(facts, facts.categories, ends.input, labels, node.offset);
	} else if (few) facts.classes ??= labels;
	if (!nested && sameValues.has(type)) remember(facts, facts.sameAs, ends.output, ends.input, node.offset);
}
const sameValues = new Set("Cast Flatten Gather Identity Reshape Squeeze Unsqueeze".split(" "));
function remember(facts, known, name, value, offset) {
	if (name === "") return;
	facts.budget.spend(name.length + 200, offset);
	known.set(name, value);
}
function categoriesOf(facts, input) {
	for (const [given, values] of facts.categories) {
		let name = given;
		for (let step = 0; name !== void 0 && step < 8; step++) {
			if (name === input) return values;
			name = facts.sameAs.get(name);
		}
	}
}
const mostKinds$1 = 1e4;
function count$1(facts, { domain, type }, offset) {
	const kind = `${domain}:${type}`;
	const before = facts.counts.get(kind) ?? 0;
	if (before === 0 && facts.counts.size === mostKinds$1) throw new Unreadable("has more kinds of operations than there are", offset);
	facts.counts.set(kind, before + 1);
	facts.domains.add(domain);
}
const labelAttributes = new Set([
	"classlabels_ints",
	"classlabels_int64s",
	"classlabels_strings",
	"cats_int64s",
	"cats_strings"
]);
async function readAttribute(attribute, facts, around) {
	let wanted = false;
	const labels = [];
	const weights = (value) => readInitializer(value, facts, around);
	const graph = (value) => value.message(graphFields(facts, around, true));
	const sparse = (value) => value.message(sparseFields(facts, around));
	await attribute.message({
		1: async (name) => {
			wanted = labelAttributes.has(await name.text());
		},
		5: weights,
		6: graph,
		8: (value) => wanted && labels.length <= mostClasses ? pushNumbers(labels, value) : void 0,
		9: (value) => wanted && labels.length <= mostClasses ? pushText(labels, value) : void 0,
		10: weights,
		11: graph,
		22: sparse,
		23: sparse
	});
	return labels;
}
async function pushNumbers(labels, value) {
	for (const number of await value.numbers()) if (labels.length <= mostClasses) labels.push(number);
}
async function pushText(labels, value) {
	labels.push(await value.text());
}
// src/model/onnx/runtime.ts
const reaches = [
	{
		runtime: "1.15.0",
		ir: 9,
		opset: 18,
		ml: 3
	},
	{
		runtime: "1.16.0",
		ir: 9,
		opset: 19,
		ml: 3
	},
	{
		runtime: "1.17.0",
		ir: 9,
		opset: 20,
		ml: 4
	},
	{
		runtime: "1.18.0",
		ir: 10,
		opset: 21,
		ml: 5
	},
	{
		runtime: "1.21.0",
		ir: 10,
		opset: 22,
		ml: 5
	},
	{
		runtime: "1.23.0",
		ir: 11,
		opset: 23,
		ml: 5
	},
	{
		runtime: "1.24.0",
		ir: 13,
		opset: 25,
		ml: 5
	},
	{
		runtime: "1.25.0",
		ir: 13,
		opset: 26,
		ml: 5
	},
	{
		runtime: "1.32.0",
		ir: 14,
		opset: 28,
		ml: 5
	}
];
const newestRuntime = reaches.at(-1)?.runtime;
const oldestRuntime = ({ ir, opset, ml }) => reaches.find((reach) => ir <= reach.ir && opset <= reach.opset && ml <= reach.ml)?.runtime;
// src/model/onnx/needsCode.ts
const builtIn$1 = new Set([
	"",
	"ai.onnx.ml",
	"ai.onnx.training",
	"ai.onnx.preview.training",
	"com.microsoft",
	"com.microsoft.experimental",
	"com.microsoft.nchwc"
]);
function needsCode$1({ domains, outputs }, inputs, { defined, dialect }) {
	if (oldestRuntime(dialect) === void 0) return {
		reason: `it is written in IR version ${dialect.ir} and operator set ${dialect.opset}, which no ONNX Runtime reads that is known here (up to ${newestRuntime})`,
		script: script$4()
	};
	const foreign = [...domains].find((domain) => !builtIn$1.has(domain) && !defined.has(domain));
	if (foreign !== void 0) return {
		reason: `its operations of '${foreign}' come from a library of custom operations, which is not in the file`,
		script: script$4("options.register_custom_ops_library('the library of the operations')")
	};
	const odd = inputs.find(({ kind, type }) => kind !== "tensor" || type === void 0);
	if (odd) return {
		reason: `its input '${odd.name}' is no array of a type that JSON and NumPy know`,
		script: script$4()
	};
	const untold = [...inputs, ...outputs].find(({ type }) => type && without.has(type));
	if (untold) return {
		reason: `'${untold.name}' is of ${untold.type}, which ONNX Runtime has no arrays of in Python`,
		script: script$4()
	};
}
const without = new Set([
	"bfloat16",
	"complex64",
	"complex128"
]);
const script$4 = (setting) => `import json
import os
from pathlib import Path

import numpy as np
import onnxruntime

def init():
    global session
    path = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob("*.onnx"))
    options = onnxruntime.SessionOptions()
${setting === void 0 ? "" : `    ${setting}\n`}    session = onnxruntime.InferenceSession(path, options)

def run(raw_data):
    given = json.loads(raw_data)["inputs"]
    # Give each input the type that the graph takes.
    inputs = {name: np.array(value, dtype=np.float32) for name, value in given.items()}
    names = [output.name for output in session.get_outputs()]
    return {name: value.tolist() for name, value in zip(names, session.run(names, inputs))}
`;
// src/model/formats/onnx.ts
const onnxFormat = {
	name: "ONNX model",
	recognises: (head, name) => beginsLikeModel(head) || isNamed(name) && isField(head[0]),
	read: read$4
};
const isNamed = (name) => /\.onnx$/i.test(name);
const tags = new Set([
	8,
	18,
	26,
	34,
	40,
	50,
	58,
	66,
	114
]);
const isField = (tag) => tag !== void 0 && tags.has(tag);
const beginsLikeModel = ([tag, version, next]) => tag === 8 && version !== void 0 && version >= 3 && version < 128 && isField(next);
async function read$4(file) {
	const model = {
		ir: 0,
		producer: "",
		producerVersion: "",
		hasGraph: false,
		opsets: new Map(),
		defined: new Set()
	};
	const graph = new GraphFacts();
	try {
		await walkModel(file, model, graph);
	} catch (error) {
		if (error instanceof Unreadable && !model.hasGraph && !isNamed(file.path)) return void 0;
		throw error;
	}
	if (!model.hasGraph || model.ir === 0) {
		if (!isNamed(file.path)) return void 0;
		throw new Unreadable("is no ONNX model: it holds no graph, or does not say its version");
	}
	return {
		description: describe$3(file.path, model, graph),
		findings: graph.findings
	};
}
const mostDomains = 1e3;
async function walkModel(file, model, graph) {
	const functions = functionFields(graph, file);
	await walkMessage(file.bytes, {
		1: (version) => {
			model.ir = version.number();
		},
		2: async (name) => {
			model.producer = await name.text();
		},
		3: async (version) => {
			model.producerVersion = await version.text();
		},
		7: (body) => {
			model.hasGraph = true;
			return body.message(graphFields(graph, file));
		},
		8: async (imported) => {
			let domain = "";
			let version = 0;
			await imported.message({
				1: async (text) => {
					domain = await text.text();
				},
				2: (value) => {
					version = value.number();
				}
			});
			if (model.opsets.size === mostDomains) throw new Unreadable("imports too many operator sets", imported.offset);
			model.opsets.set(domain === "ai.onnx" ? "" : domain, version);
		},
		25: (body) => body.message({
			...functions,
			10: async (domain) => {
				if (model.defined.size < mostDomains) model.defined.add(await domain.text());
			}
		})
	}, file.signal);
}
function describe$3(path, model, graph) {
	const inputs = graph.inputs.filter(({ name }) => !graph.initializers.has(name));
	const tensors = inputs.flatMap(tensorOf$2).map((tensor) => {
		const values = categoriesOf(graph, tensor.name);
		return values ? {
			...tensor,
			values
		} : tensor;
	});
	const dialect = {
		ir: model.ir,
		opset: model.opsets.get("") ?? 0,
		ml: model.opsets.get("ai.onnx.ml") ?? 0
	};
	const code = needsCode$1(graph, inputs, {
		defined: model.defined,
		dialect
	});
	const oldest = oldestRuntime(dialect);
	return {
		framework: "onnx",
		format: "onnx",
		path,
		holds: holds$1(model, graph),
		input: tensors.length === inputs.length ? {
			kind: "tensors",
			tensors
		} : { kind: "unknown" },
		output: {
			kind: "tensors",
			tensors: graph.outputs.map(answerOf)
		},
		packages: {},
		...oldest === void 0 ? {} : { oldestVersion: oldest },
		...code === void 0 ? {} : { needsCode: code }
	};
}
const tensorOf$2 = ({ name, kind, type, shape }) => kind === "tensor" && type !== void 0 ? [{
	name,
	type,
	...shape === void 0 ? {} : { shape }
}] : [];
const answerOf = (value) => tensorOf$2(value)[0] ?? {
	name: value.name,
	type: value.type ?? "float32"
};
function holds$1(model, graph) {
	const producer = [model.producer, model.producerVersion].filter((text) => text !== "").join(" ");
	const by = producer === "" ? "" : ` by ${producer}`;
	const opset = model.opsets.get("");
	return `ONNX graph${by}${opset === void 0 ? "" : ` (opset ${opset})`}: ${operationsOf(graph)}${classesOf(graph)}`;
}
function operationsOf(graph) {
	const all = graph.operations;
	if (all <= graph.first.length) return graph.first.map(nameOf$3).join(" → ") || "no operations";
	return `${all} operations, of them ${[...graph.counts].sort(([, a], [, b]) => b - a).slice(0, 3).map(([kind, count]) => `${count} ${kind.slice(kind.lastIndexOf(":") + 1)}`).join(", ")}`;
}
const nameOf$3 = ({ type }) => type;
const fewClasses = 10;
function classesOf({ classes }) {
	if (!classes) return "";
	const more = classes.length > fewClasses ? `, … (${classes.length} in all)` : "";
	return `; classes ${classes.slice(0, fewClasses).join(", ")}${more}`;
}
// src/model/pytorch/archive.ts
async function openArchive(bytes) {
	const zip = await readZip(bytes);
	const folder = zip.first.slice(0, zip.first.indexOf("/") + 1);
	const entries = new Map();
	const elsewhere = [];
	for (const [name, entry] of zip.entries) if (name.startsWith(folder)) entries.set(name.slice(folder.length), entry);
	else elsewhere.push(entry);
	return {
		entries,
		elsewhere,
		cursor: (entry) => cursorOf(zip, entry),
		open: (entry) => zip.open(entry)
	};
}
const cursorOf = async (zip, entry) => new Cursor(entry.method === "stored" ? streamOf(await zip.open(entry)) : await zip.stream(entry));
// src/model/encodings/json-texts.ts
const longestTold = 2e5;
const [quote, backslash, comma, colon] = [
	34,
	92,
	44,
	58
];
const [openBracket, closeBracket, openBrace, closeBrace] = [
	91,
	93,
	123,
	125
];
async function watchTexts(cursor, watch, signal) {
	const scanner = new Scanner(watch);
	for (;;) {
		signal.throwIfAborted();
		const there = await cursor.ready(1);
		if (there === 0) return;
		scanner.scan(cursor.take(there));
	}
}
var Scanner = class {
	watch;
	open = [];
	under = "";
	isName = false;
	inText = false;
	escaped = false;
	parts;
	length = 0;
	constructor(watch) {
		this.watch = watch;
	}
	scan(window) {
		let start = 0;
		for (let at = 0; at < window.byteLength; at++) {
			const byte = window[at];
			if (this.inText) {
				if (this.escaped) this.escaped = false;
				else if (byte === backslash) this.escaped = true;
				else if (byte === quote) {
					this.keep(window.subarray(start, at));
					this.end();
				}
			} else if (byte === quote) {
				start = at + 1;
				this.begin();
			} else this.structure(byte);
		}
		if (this.inText) this.keep(window.subarray(start));
	}
	structure(byte) {
		switch (byte) {
			case openBrace:
			case openBracket:
				if (this.open.push({
					under: this.under,
					isObject: byte === openBrace
				}) > 100) throw new Unreadable("is nested too deeply");
				this.isName = byte === openBrace;
				break;
			case closeBrace:
			case closeBracket:
				this.under = this.open.pop()?.under ?? "";
				break;
			case comma:
				this.isName = this.open.at(-1)?.isObject ?? false;
				if (!this.isName) this.under = this.open.at(-1)?.under ?? "";
				break;
			case colon: this.isName = false;
		}
	}
	begin() {
		this.inText = true;
		this.length = 0;
		this.parts = this.isName || this.watch.texts.has(this.under) ? [] : void 0;
	}
	keep(part) {
		if (this.parts === void 0 || this.length > longestTold) return;
		this.parts.push(Buffer.from(part.subarray(0, 200001 - this.length)));
		this.length += part.byteLength;
	}
	end() {
		this.inText = false;
		if (this.parts === void 0) return;
		const text = unescaped$1(Buffer.concat(this.parts).toString("utf8"));
		this.parts = void 0;
		if (this.isName) {
			this.under = text;
			const container = this.open.at(-1)?.under ?? "";
			if (this.watch.names.has(container)) this.watch.see(container, text);
		} else this.watch.see(this.under, text);
	}
};
function unescaped$1(text) {
	if (!text.includes("\\")) return text;
	try {
		return String(JSON.parse(`"${text}"`));
	} catch {
		return text;
	}
}
// src/model/pytorch/export-tensors.ts
const types$1 = new Map([
	[1, "uint8"],
	[2, "int8"],
	[3, "int16"],
	[4, "int32"],
	[5, "int64"],
	[6, "float16"],
	[7, "float32"],
	[8, "float64"],
	[10, "complex64"],
	[11, "complex128"],
	[12, "bool"],
	[13, "bfloat16"],
	[28, "uint16"]
]);
const tensorNames = (told) => [...givenIn(told), ...givenOut(told)].flatMap((item) => textAt(item, "as_tensor", "name") ?? []);
const givenIn = (told) => listAt(told, "graph_module", "signature", "input_specs").flatMap((spec) => at(spec, "user_input", "arg") ?? []);
const givenOut = (told) => listAt(told, "graph_module", "signature", "output_specs").flatMap((spec) => at(spec, "user_output", "arg") ?? []);
const torchVersion = ({ told }) => textAt(told, "torch_version")?.replace(/\+.*$/, "");
function exportedInput({ told, tensors: values }) {
	const tensors = tensorsOf$1(values, givenIn(told), (name) => name);
	return tensors ? {
		kind: "tensors",
		tensors
	} : { kind: "unknown" };
}
function exportedOutput({ told, tensors: values }) {
	const given = givenOut(told);
	const names = outputNames(told, given.length);
	const tensors = names && tensorsOf$1(values, given, (_, index) => names[index] ?? "");
	return tensors ? {
		kind: "tensors",
		tensors
	} : { kind: "unknown" };
}
function tensorsOf$1(values, given, rename) {
	const tensors = [];
	for (const [index, item] of given.entries()) {
		const name = textAt(item, "as_tensor", "name");
		const meta = name === void 0 ? void 0 : at(values, name);
		const type = types$1.get(at(meta, "dtype"));
		if (name === void 0 || type === void 0) return void 0;
		const shape = listAt(meta, "sizes").map(axisOf);
		tensors.push({
			name: rename(name, index),
			type,
			shape
		});
	}
	return tensors.length === 0 ? void 0 : tensors;
}
function axisOf(size) {
	const fixed = numberAt(size, "as_int");
	if (fixed !== void 0) return fixed;
	const text = textAt(size, "as_expr", "expr_str") ?? "";
	return /^(?:Symbol\('(\w+)'|(\w+)$)/.exec(text)?.slice(1).find(Boolean) ?? null;
}
function outputNames(told, count) {
	const spec = textAt(listAt(told, "graph_module", "module_call_graph")[0], "signature", "out_spec");
	if (spec === void 0) return void 0;
	const tree = listAt(parseJson(spec))[1];
	if (listAt(tree, "children_spec").some((child) => at(child, "type") !== null)) return void 0;
	switch (at(tree, "type")) {
		case null: return ["output"];
		case "builtins.tuple":
		case "builtins.list": return Array.from({ length: count }, (_, index) => `output_${index}`);
		case "builtins.dict": {
			const names = listAt(parseJson(textAt(tree, "context") ?? "[]")).filter((key) => typeof key === "string");
			return names.length === count ? names : void 0;
		}
		default: return;
	}
}
// src/model/pytorch/operators.ts
const builtIn = new Set(`aten prim prims quantized _quantized quantization sparse mkldnn mkldnn_prepacked onednn mkl
  prepacked static_runtime cuda onnx profiler inductor inductor_prims rngprims export higher_order
  _native _native_aot flex_gemm`.split(/\s+/));
const libraries = new Set(["torchvision", "torchaudio"]);
const dangerous = new Map([
	["aten::save", "writes a file of any name"],
	["aten::from_file", "reads or writes a file of any name"],
	["debugprims::load_tensor", "reads a file of any name"],
	["prim::rpc_sync", "calls another machine"],
	["prim::rpc_async", "calls another machine"],
	["prim::rpc_remote", "calls another machine"]
]);
function judgeOperator(namespace, name) {
	const what = `${namespace}::${name}`;
	const danger = dangerous.get(what);
	if (danger) return {
		verdict: "dangerous",
		what,
		why: danger
	};
	if (builtIn.has(namespace)) return void 0;
	return libraries.has(namespace) ? {
		verdict: "known",
		what,
		why: `an operator of the package ${namespace}`
	} : {
		verdict: "unknown",
		what,
		why: "an operator of a library that torch does not bring"
	};
}
function packagesOf(findings) {
	const used = findings.map(({ what }) => what.slice(0, what.indexOf("::")));
	return Object.fromEntries(used.filter((name) => libraries.has(name)).map((name) => [name, void 0]));
}
// src/model/pytorch/expressions.ts
const longestShown = 80;
const longestText$1 = 1e5;
const mostFindings$2 = 1e3;
const tooLong = (text) => ({
	verdict: "unknown",
	what: short$1(text),
	why: `${text.length} characters that PyTorch evaluates, too many to be judged`
});
const judgeExpression = (text) => judgePython$1(text, text.replace(/Symbol\('\w+'(, \w+=(True|False))*\)/g, "symbol"), "an expression of a shape, which sympy evaluates as Python");
const judgeGuard = (text) => judgePython$1(text, text.replace(/L(\['\w+'\]|\[\d+\])+/g, "input").replace(/input\.(size|stride)\(\)\[\d+\]|input\.(storage_offset|dim|numel)\(\)/g, "size").replace(/math\.(?=\w)/g, ""), "a guard, which is run as Python");
function judgePython$1(text, bare, why) {
	const calls = [...bare.matchAll(/(\w+)\s*\(/g)].map(([, name = ""]) => name);
	const arithmetic = /^[\w\s.+\-*/%(),<>=!&|~]*$/.test(bare);
	const attributes = /__|[A-Za-z_]\w*\s*\.|\)\s*[.(]/.test(bare);
	if (!arithmetic || attributes || calls.some((name) => /^[a-z_]/.test(name) && !plain.has(name))) return {
		verdict: "dangerous",
		what: short$1(text),
		why
	};
	const unknown = calls.find((name) => !functions.has(name) && !plain.has(name));
	return unknown === void 0 ? void 0 : {
		verdict: "unknown",
		what: short$1(text),
		why: `${why}: it calls ${short$1(unknown)}`
	};
}
const plain = new Set(`max min abs round int float bool floor ceil ceiling trunc sqrt log exp pow and or not if else in
  sin cos tan asin acos atan sinh cosh tanh`.split(/\s+/));
const functions = new Set(`Max Min Abs Pow Mod Eq Ne Gt Ge Lt Le Equality Unequality GreaterThan LessThan
  StrictGreaterThan StrictLessThan And Or Not Piecewise Integer Float Rational FloorDiv
  ModularIndexing Where PythonMod CleanDiv CeilToInt FloorToInt CeilDiv LShift RShift PowByNatural
  FloatPow FloatTrueDiv IntTrueDiv IsNonOverlappingAndDenseIndicator TruncToFloat TruncToInt
  RoundToInt RoundDecimal ToFloat Identity BitwiseFn_bitwise_and BitwiseFn_bitwise_or
  OpaqueUnaryFn_sqrt OpaqueUnaryFn_exp OpaqueUnaryFn_log`.split(/\s+/));
function judgeTarget(text) {
	const [first, second, namespace, name, ...rest] = text.split(".");
	if (first === "torch" && second === "ops" && namespace && name && rest.length < 2) return judgeOperator(namespace, name);
	const path = text.split(".");
	const simple = path.length === 2 && !reaching.has(text);
	if (simple && (first === "_operator" || first === "math")) return void 0;
	if (path.length === 2 && /^torch\.sym_\w+$/.test(text)) return void 0;
	if (first !== "torch" && first !== "_operator" && first !== "math" && !text.startsWith("#")) return void 0;
	return {
		verdict: simple ? "unknown" : "dangerous",
		what: short$1(text),
		why: "not an operator of a graph, but anything that can be reached from torch"
	};
}
const reaching = new Set([
	"_operator.attrgetter",
	"_operator.methodcaller",
	"_operator.call"
]);
function judgeTree(text) {
	if (!/__enum__|default_factory_module/.test(text)) return void 0;
	return {
		verdict: "unknown",
		what: short$1(text),
		why: "imports a class by its name"
	};
}
const judges = new Map([
	["expr_str", judgeExpression],
	["guards_code", judgeGuard],
	["target", judgeTarget],
	["in_spec", judgeTree],
	["out_spec", judgeTree]
]);
const short$1 = (text) => text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
var ProgramJudge = class {
	found = new Map();
	texts = new Set(judges.keys());
	names = new Set(["range_constraints"]);
	see(name, text) {
		const judge = judges.get(this.names.has(name) ? "expr_str" : name);
		const verdict = judge && (text.length > longestText$1 ? tooLong(text) : judge(text));
		if (verdict && this.found.size < mostFindings$2) this.found.set(verdict.what, verdict);
	}
	get findings() {
		return [...this.found.values()];
	}
};
// src/model/pytorch/pickles.ts
const magicNumber = Buffer.from("8a0a6cfc9c46f9206aa85019", "hex");
const legacyPickles = [
	"magic number",
	"protocol",
	"system",
	"object",
	"storages"
];
const looksLegacy = (head) => Buffer.from(head.subarray(0, 32)).includes(magicNumber);
async function walkSaved(bytes, place) {
	const head = await bytes.read(0, 32);
	if (looksLikeZip(head)) return walkArchive(await openArchive(bytes), place);
	return walkStream(new Cursor(streamOf(bytes)), looksLegacy(head) ? legacyPickles : [""], place);
}
async function walkArchive(archive, place, imports = () => true) {
	const walks = new Map();
	const findings = [];
	const beside = archive.elsewhere.map((entry) => [`/${entry.name}`, entry]);
	for (const [name, entry] of [...archive.entries, ...beside]) {
		if (!/\.(pkl|debug_pkl)$/i.test(name)) continue;
		const inside = {
			...place,
			path: `${place.path}:${entry.name}`
		};
		const walked = await walkStream(await archive.cursor(entry), [name], inside, imports);
		for (const [key, walk] of walked.walks) walks.set(key, walk);
		findings.push(...walked.findings);
	}
	return {
		walks,
		findings
	};
}
async function walkStream(cursor, names, { path, signal }, imports = () => true) {
	const walks = new Map();
	const findings = [];
	for (const name of names) {
		signal.throwIfAborted();
		const walk = await walkPickle(cursor, { signal });
		walks.set(name, walk);
		const globals = walk.globals.filter(({ module }) => imports(module));
		findings.push(...judgePickle(path, {
			globals,
			oddities: walk.oddities
		}));
	}
	return {
		walks,
		findings
	};
}
// src/model/pytorch/suggestion.ts
const mostNames = 8;
function weightsScript({ path, load, imports, parameters }) {
	const shown = parameters.filter(({ name }) => plainName(name)).slice(0, mostNames);
	return script$3(path, [...imports, "from my_model import Net  # the class that was trained"], [
		"model = Net()",
		`# Its parameters: ${shown.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ")}${parameters.length > shown.length ? `, … (${parameters.length} in all)` : ""}`,
		`model.load_state_dict(${load})`,
		"model.eval()"
	]);
}
function moduleScript(path, module, name) {
	const load = "model = torch.load(path, map_location=\"cpu\", weights_only=False)";
	const type = plainName(name) ? name : "Net";
	if (plainName(module) && module !== "__main__") return script$3(path, [`import ${module}  # with ${type}: lies beside this script`, "import torch"], [load, "model.eval()"]);
	return script$3(path, [
		"import __main__",
		"import torch",
		`from my_model import ${type}  # the class that was trained`
	], [
		`__main__.${type} = ${type}  # where the pickle looks for it`,
		load,
		"model.eval()"
	]);
}
const checkpointScript = (path, load) => script$3(path, ["import torch", "# The module of its class must lie beside this script, or be installed."], [`model = ${load}`, "model.eval()"]);
const tensorsScript = (path) => script$3(path, ["import torch"], ["# Make of the request what its forward takes.", "model = torch.jit.load(path).eval()"]);
const compiledScript = (path) => script$3(path, ["import torch"], ["model = torch._inductor.aoti_load_package(str(path))"]);
const weightsReason = (count) => `it holds ${count} tensors, but not the code of the model that they belong to`;
const needs = (reason, script) => ({ needsCode: {
	reason,
	script
} });
const plainName = (name) => /^[\w.]{1,100}$/.test(name);
const script$3 = (path, imports, load) => `${[
	"import json",
	"import os",
	"from pathlib import Path",
	"",
	...imports,
	"",
	"",
	"def init():",
	"    global model",
	`    path = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob(${JSON.stringify(path)}))`,
	...load.map((line) => `    ${line}`),
	"",
	"",
	"def run(raw_data):",
	"    inputs = torch.tensor(json.loads(raw_data)[\"inputs\"])",
	"    with torch.no_grad():",
	"        return {\"outputs\": model(inputs).tolist()}"
].join("\n")}\n`;
// src/model/pytorch/export.ts
const oldProgram = "serialized_exported_program.json";
const isExport = (archive) => archive.entries.has(oldProgram) || archive.entries.has("archive_format");
async function readExport(archive, file) {
	const findings = [...await judgeSaved(archive, file), ...judgeNative(archive, file)];
	const names = [...archive.entries.keys()].filter(isProgram);
	const entry = archive.entries.get(names[0] ?? "");
	if (!entry || names.length > 1) return {
		description: notOne(file, names.length),
		findings
	};
	const { program, name, findings: verdicts } = await readProgram(archive, entry, file.signal);
	const judged = verdicts.map((found) => ({
		...found,
		file: `${file.path}:${entry.name}`
	}));
	const version = torchVersion(program);
	return {
		description: {
			framework: "pytorch",
			format: "torch-export",
			path: file.path,
			...version === void 0 ? {} : { version },
			holds: `${name}, exported by torch.export`,
			input: exportedInput(program),
			output: exportedOutput(program),
			packages: packagesOf(judged)
		},
		findings: [...findings, ...judged]
	};
}
const facts$1 = {
	torch_version: true,
	graph_module: {
		signature: true,
		module_call_graph: true
	}
};
async function readProgram(archive, entry, signal) {
	const judge = new ProgramJudge();
	let stack;
	const watch = {
		texts: new Set([...judge.texts, "nn_module_stack"]),
		names: judge.names,
		see(key, text) {
			if (key === "nn_module_stack") stack ??= text;
			else judge.see(key, text);
		}
	};
	await watchTexts(await archive.cursor(entry), watch, signal);
	const told = await pickJson(await archive.cursor(entry), facts$1, signal) ?? null;
	const names = tensorNames(told).map((name) => [name, true]);
	const tensors = { graph_module: { graph: { tensor_values: Object.fromEntries(names) } } };
	return {
		program: {
			told,
			tensors: at(await pickJson(await archive.cursor(entry), tensors, signal), "graph_module", "graph", "tensor_values") ?? null
		},
		name: moduleName(stack),
		findings: judge.findings
	};
}
const isProgram = (name) => name === oldProgram || /^models\/[^/]+\.json$/.test(name);
function notOne({ path }, programs) {
	return {
		framework: "pytorch",
		format: "torch-export",
		path,
		holds: `${programs === 0 ? "compiled code" : `${programs} programs`} of torch.export`,
		input: { kind: "unknown" },
		output: { kind: "unknown" },
		packages: {},
		...needs(programs === 0 ? "it holds no program, only what was compiled for one kind of machine" : "only a script can say which of them is asked", compiledScript(path))
	};
}
async function judgeSaved(archive, file) {
	const findings = [];
	const pickled = await pickledPayloads(archive);
	for (const [name, entry] of archive.entries) {
		if (!name.endsWith(".pt") && !name.includes("/opaque_obj_") && !pickled.has(name)) continue;
		const place = {
			path: `${file.path}:${entry.name}`,
			signal: file.signal
		};
		findings.push(...(await walkSaved(await archive.open(entry), place)).findings);
	}
	return findings;
}
async function pickledPayloads(archive) {
	const pickled = new Set();
	for (const [name, entry] of archive.entries) {
		const folder = /^data\/(weights|constants)\/(?=[^/]+_config\.json$)/.exec(name)?.[0];
		if (folder === void 0) continue;
		const config = at(await readSmallJson(await archive.open(entry), name), "config");
		for (const payload of config instanceof Map ? config.values() : []) if (at(payload, "use_pickle") === true) pickled.add(folder + textAt(payload, "path_name"));
	}
	return pickled;
}
function judgeNative(archive, { path }) {
	return [...archive.entries.values()].filter(({ name }) => /\.(so|dll|dylib)$/.test(name)).slice(0, 1).map(({ name }) => ({
		verdict: "unknown",
		what: "native code",
		why: "compiled code that is loaded and run",
		file: `${path}:${name}`
	}));
}
function moduleName(stack) {
	const name = (stack?.split(";")[0])?.split(",")[2]?.split(".").at(-1);
	return name !== void 0 && /^\w{1,100}$/.test(name) ? name : "a program";
}
// src/model/pytorch/layers.ts
function layerInput(layer, weight) {
	if (weight?.type === void 0) return void 0;
	const [, second = null, ...rest] = weight.shape;
	switch (layer) {
		case "Linear": return {
			type: weight.type,
			shape: [null, second]
		};
		case "Conv1d":
		case "Conv2d":
		case "Conv3d": return {
			type: weight.type,
			shape: [
				null,
				second,
				...rest.map(() => null)
			]
		};
		case "Embedding": return {
			type: "int64",
			shape: [null, null]
		};
		default: return;
	}
}
// src/model/pytorch/values.ts
const storages = new Map([
	["BoolStorage", "bool"],
	["CharStorage", "int8"],
	["ByteStorage", "uint8"],
	["ShortStorage", "int16"],
	["IntStorage", "int32"],
	["LongStorage", "int64"],
	["HalfStorage", "float16"],
	["BFloat16Storage", "bfloat16"],
	["FloatStorage", "float32"],
	["DoubleStorage", "float64"],
	["ComplexFloatStorage", "complex64"],
	["ComplexDoubleStorage", "complex128"]
]);
function tensorOf$1(value, depth = 0) {
	const object = instanceOf(value);
	const name = object && globalOf(object.of)?.name;
	if (!object || name === void 0 || depth > 3) return void 0;
	const args = itemsOf(object.args);
	if (name.startsWith("_rebuild_parameter")) return tensorOf$1(args[0], depth + 1);
	if (!name.startsWith("_rebuild_tensor")) return void 0;
	const shape = itemsOf(args[2]).map(Number);
	if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0)) return void 0;
	return {
		type: storageType(args[0]),
		shape
	};
}
function storageType(storage) {
	if (!isStructure(storage) || storage.kind !== "persistent") return void 0;
	const type = itemsOf(storage.id)[1];
	return storages.get(globalOf(type)?.name ?? "");
}
function globalOf(value) {
	if (!isStructure(value)) return void 0;
	if (value.kind === "global") return value;
	if (value.kind !== "persistent") return void 0;
	const [what, type] = itemsOf(value.id);
	return what === "module" && isStructure(type) && type.kind === "global" ? type : void 0;
}
const instanceOf = (value) => isStructure(value) && value.kind === "object" ? value : void 0;
const itemsOf = (value) => isStructure(value) && (value.kind === "tuple" || value.kind === "list") ? value.items : [];
function dictOf(value) {
	if (!isStructure(value)) return void 0;
	if (value.kind === "dict") return value;
	return value.kind === "object" ? value.entries : void 0;
}
function memberOf(value, name) {
	return dictOf(instanceOf(value)?.state ?? value)?.entries.get(name);
}
const isStructure = (value) => typeof value === "object" && value !== null;
// src/model/pytorch/pickled.ts
const weightKeys = [
	"state_dict",
	"model_state_dict",
	"model_state",
	"model",
	"net",
	"weights"
];
function describeSaved(path, walk) {
	const { root } = walk;
	const tensor = tensorOf$1(root);
	if (tensor) return bare("a tensor", `it is one tensor of shape [${tensor.shape.join(", ")}]`, path);
	if (memberOf(root, "_modules") !== void 0) return describeModule(path, root, walk);
	return describeDict(path, root) ?? describeHolder(path, root) ?? bare("a pickled object", "it holds no model", path);
}
function describeModule(path, root, { globals }) {
	const name = globalOf(instanceOf(root)?.of)?.name ?? "module";
	const foreign = globals.find(({ module }) => !brought.has(module.split(".")[0] ?? ""));
	const holds = `${name}, a pickled module`;
	if (!foreign) {
		const vision = globals.some(({ module }) => module.split(".")[0] === "torchvision");
		return {
			holds,
			input: vision ? pictureInput(root) : stackInput(root),
			packages: vision ? { torchvision: void 0 } : {}
		};
	}
	const { module } = foreign;
	const reason = `its pickle imports ${foreign.name} from ${module === "__main__" ? "the script that saved it" : module}`;
	return {
		holds,
		input: unknown$1,
		packages: {},
		...needs(reason, moduleScript(path, module, foreign.name))
	};
}
const unknown$1 = { kind: "unknown" };
function pictureInput(root) {
	const { module = "" } = globalOf(instanceOf(root)?.of) ?? {};
	if (!/^torchvision\.models\.(segmentation\.)?\w+$/.test(module)) return unknown$1;
	const weight = firstWeight(root);
	const size = Number(memberOf(root, "image_size"));
	const known = layerInput("Conv2d", weight?.shape.length === 4 ? weight : void 0);
	if (!known?.shape) return unknown$1;
	const shape = size > 0 ? [
		...known.shape.slice(0, 2),
		size,
		size
	] : known.shape;
	return {
		kind: "tensors",
		tensors: [{
			name: "x",
			type: known.type,
			shape
		}]
	};
}
function firstWeight(module, depth = 0) {
	const own = tensorOf$1(memberOf(memberOf(module, "_parameters"), "weight"));
	if (own || depth === deepest$3) return own;
	for (const layer of dictOf(memberOf(module, "_modules"))?.entries.values() ?? []) {
		const found = firstWeight(layer, depth + 1);
		if (found) return found;
	}
}
function stackInput(module) {
	let layer = module;
	for (let depth = 0; depth < deepest$3; depth++) {
		const type = globalOf(instanceOf(layer)?.of)?.name ?? "";
		const known = layerInput(type, tensorOf$1(memberOf(memberOf(layer, "_parameters"), "weight")));
		if (known) return {
			kind: "tensors",
			tensors: [{
				name: "input",
				...known
			}]
		};
		if (type !== "Sequential") break;
		layer = dictOf(memberOf(layer, "_modules"))?.entries.values().next().value;
	}
	return unknown$1;
}
const deepest$3 = 32;
const brought = new Set([...[
	"torch",
	"torchvision",
	"collections",
	"builtins",
	"__builtin__"
], ...[
	"numpy",
	"functools",
	"math",
	"operator",
	"typing",
	"_codecs"
]]);
function describeDict(path, root) {
	const own = parametersOf(root);
	if (own.length > 0) {
		const holds = `weights of ${own.length} parameters, without their model`;
		return weights$1(holds, {
			path,
			load: saved,
			imports: ["import torch"],
			parameters: own
		});
	}
	for (const key of weightKeys) {
		const parameters = parametersOf(memberOf(root, key));
		if (parameters.length === 0) continue;
		const lightning = memberOf(root, "pytorch-lightning_version");
		const holds = typeof lightning === "string" ? `a checkpoint of Lightning ${lightning.slice(0, 40)}, ${parameters.length} parameters` : `a training checkpoint, ${parameters.length} parameters`;
		const load = `${saved}["${key}"]`;
		return weights$1(holds, {
			path,
			load,
			imports: ["import torch"],
			parameters
		});
	}
}
function describeHolder(path, root) {
	const sets = [];
	for (const [key, value] of dictOf(root)?.entries ?? []) {
		if (typeof key !== "string") continue;
		if (memberOf(value, "_modules") !== void 0) {
			const name = globalOf(instanceOf(value)?.of)?.name ?? "module";
			const load = `${saved.replace("True", "False")}[${JSON.stringify(key)}].float()`;
			return {
				holds: `a checkpoint with ${name}, a pickled module`,
				input: unknown$1,
				packages: {},
				...needs(`it is a dict, whose '${key}' is the module ${name}: save that alone, or load it by code`, checkpointScript(path, load))
			};
		}
		if (parametersOf(value).length > 0) sets.push(key);
	}
	if (sets.length === 0) return void 0;
	const reason = `it holds ${sets.length} sets of weights (${sets.slice(0, 5).join(", ")}), but not the code of the models that they belong to`;
	const load = `${saved}[${JSON.stringify(sets[0])}]`;
	return {
		holds: "weights of several models, without the models",
		input: unknown$1,
		packages: {},
		...needs(reason, weightsScript({
			path,
			load,
			imports: ["import torch"],
			parameters: []
		}))
	};
}
const saved = "torch.load(path, map_location=\"cpu\", weights_only=True)";
const weights$1 = (holds, known) => ({
	holds,
	input: unknown$1,
	packages: {},
	...needs(weightsReason(known.parameters.length), weightsScript(known))
});
const bare = (holds, reason, path) => ({
	holds,
	input: unknown$1,
	packages: {},
	...needs(reason, weightsScript({
		path,
		load: saved,
		imports: ["import torch"],
		parameters: []
	}))
});
function parametersOf(value) {
	const found = [];
	for (const [name, item] of dictOf(value)?.entries ?? []) {
		const tensor = tensorOf$1(item);
		if (typeof name === "string" && tensor) found.push({
			name,
			shape: tensor.shape
		});
	}
	return found;
}
function classOf(value) {
	const global = globalOf(instanceOf(value)?.of);
	if (!global || !/^__torch__(\.\w+)*$/.test(global.module)) return void 0;
	return {
		file: `code/${global.module.replaceAll(".", "/")}.py`,
		name: global.name
	};
}
async function forwardOf(archive, { file, name }, method = "forward") {
	const entry = archive.entries.get(file);
	if (!entry || entry.size > 4194304) return void 0;
	return parseForward((await (await archive.cursor(entry)).read(entry.size, file)).toString("utf8"), name, method);
}
function parseForward(source, name, method = "forward") {
	const start = `\n${source}`.indexOf(`\nclass ${name}(`);
	if (start < 0) return void 0;
	const end = source.indexOf("\nclass ", start + 1);
	const lines = source.slice(start, end < 0 ? void 0 : end).split("\n");
	const first = lines.findIndex((line) => line.startsWith(`  def ${method}(self: `));
	if (first < 0) return void 0;
	const last = lines.findIndex((line, index) => index >= first && line.endsWith(":"));
	if (last < 0) return void 0;
	const head = lines.slice(first + 1, last + 1).map((line) => line.trim());
	const next = lines.findIndex((line, index) => index > last && line.startsWith("  def "));
	return {
		parameters: head.flatMap((line) => {
			const match = /^(\w+): ([\w[\], .]+)(=?)/.exec(line);
			if (!match?.[1] || !match[2]) return [];
			const type = match[2].replace(/,$/, "");
			return [{
				name: match[1],
				type,
				optional: match[3] === "="
			}];
		}),
		returns: /\) -> (.+):$/.exec(lines[last] ?? "")?.[1] ?? "?",
		body: lines.slice(last + 1, next < 0 ? void 0 : next).join("\n")
	};
}
const neededParameters = ({ parameters }) => parameters.filter(({ optional }) => !optional);
const isTensor = ({ type }) => type === "Tensor" || type === "Optional[Tensor]";
// src/model/pytorch/script-code.ts
const mostSource = 64 << 20;
async function judgeCode(archive, { path, signal }) {
	const findings = new Map();
	let total = 0;
	for (const [name, entry] of archive.entries) {
		if (!name.startsWith("code/") || !name.endsWith(".py")) continue;
		signal.throwIfAborted();
		const file = `${path}:${entry.name}`;
		total += entry.size;
		if (entry.size > 4194304 || total > mostSource) {
			findings.set(file, {
				verdict: "unknown",
				what: "code",
				why: "too much code to be judged",
				file
			});
			continue;
		}
		const source = (await (await archive.cursor(entry)).read(entry.size, name)).toString("latin1");
		for (const found of calledIn(source)) findings.set(found.what, {
			...found,
			file
		});
	}
	return [...findings.values()];
}
function* calledIn(source) {
	for (const { 1: first, 2: second = "", 3: third, 4: remote, index } of source.matchAll(/(?<![\w.])(\w+)\s*\.\s*(\w+)(?:\s*\.\s*(\w+))?\s*\(|\b(rpc_\w+)\s*\(/g)) {
		const verdict = remote ? judgeOperator("prim", remote) : first === "ops" && third ? judgeOperator(second, third) : first !== "self" && third === void 0 && judgeOperator("aten", second);
		if (verdict) yield {
			...verdict,
			offset: index
		};
	}
}
// src/model/pytorch/script-input.ts
const deepest$2 = 32;
function tracedInput(names, traced) {
	const given = itemsOf(tagged(memberOf(tagged(traced), "forward"))).map((item) => tensorOf$1(item));
	if (given.length !== names.length) return void 0;
	const rows = given[0]?.shape[0];
	const byRow = given.some((tensor) => (tensor?.shape.length ?? 0) > 1) && given.every((tensor) => tensor?.shape[0] === rows);
	const tensors = [];
	for (const [index, name] of names.entries()) {
		const tensor = given[index];
		if (tensor?.type === void 0) return void 0;
		const shape = tensor.shape.map((axis, number) => byRow && number === 0 ? null : axis);
		tensors.push({
			name,
			type: tensor.type,
			shape
		});
	}
	return tensors.length === 0 ? void 0 : {
		kind: "tensors",
		tensors
	};
}
function tagged(value) {
	const object = instanceOf(value);
	return globalOf(object?.of)?.name === "restore_type_tag" ? itemsOf(object?.args)[0] : value;
}
async function firstLayerInput(archive, module, names) {
	const tensors = [];
	for (const name of names) {
		const known = await firstLayerOf(archive, module, name);
		if (!known) return void 0;
		tensors.push({
			name,
			...known
		});
	}
	return tensors.length === 0 ? void 0 : {
		kind: "tensors",
		tensors
	};
}
async function firstLayerOf(archive, module, name) {
	let [layer, method, input] = [
		module,
		"forward",
		name
	];
	for (let depth = 0; depth < deepest$2; depth++) {
		const known = layerInput(classOf(layer)?.name ?? "", tensorOf$1(memberOf(layer, "weight")));
		if (known) return known;
		const type = classOf(layer);
		const called = type && await forwardOf(archive, type, method);
		const own = called && ownMethod(called.body, input);
		const inner = called && calledWith(called.body, input);
		const next = own === void 0 && inner !== void 0 ? memberOf(layer, inner) : layer;
		const inside = classOf(next);
		method = own ?? "forward";
		const parameter = inside && (await forwardOf(archive, inside, method))?.parameters[0]?.name;
		if (next === void 0 || parameter === void 0) return void 0;
		if (own === void 0 && inner === void 0) return void 0;
		layer = next;
		input = parameter;
	}
}
const ownMethod = (body, input) => new RegExp(`\\(self\\)\\.(\\w+)\\(${input}, \\)`).exec(body)?.[1];
function calledWith(body, input) {
	const call = new RegExp(`\\((\\w+)\\)\\.forward\\(${input}, \\)`).exec(body);
	if (call?.[1] === void 0) return void 0;
	const match = new RegExp(`^ +${call[1]} = (?:self\\.(\\w+)|getattr\\(self, "(\\w+)"\\))$`, "m").exec(body);
	return match?.[1] ?? match?.[2];
}
function constantInput({ body }, constants, name) {
	const [, operator, index] = new RegExp(`torch\\.(linear|_convolution|conv\\dd)\\(${name}, CONSTANTS\\.c(\\d+)[,)]`).exec(body) ?? [];
	const weight = tensorOf$1(itemsOf(constants)[Number(index)]);
	const known = layerInput(operator === "linear" ? "Linear" : `Conv${(weight?.shape.length ?? 0) - 2}d`, weight);
	return known && {
		kind: "tensors",
		tensors: [{
			name,
			...known
		}]
	};
}
// src/model/pytorch/torchscript.ts
const isTorchScript = (archive) => archive.entries.has("constants.pkl");
async function readTorchScript(archive, file) {
	const { walks, findings } = await walkArchive(archive, file, isImport);
	const data = walks.get("data.pkl");
	const type = data && classOf(data.root);
	if (!type) throw new Unreadable("is TorchScript without a module");
	const forward = await forwardOf(archive, type);
	const code = await judgeCode(archive, file);
	const odd = forward && neededParameters(forward).find((parameter) => !isTensor(parameter));
	return {
		description: {
			framework: "pytorch",
			format: "torchscript",
			path: file.path,
			holds: `${type.name}, TorchScript${forward ? `: ${spell(forward)}` : " without forward"}`,
			input: forward && !odd ? await inputOf$1(archive, forward, walks) : { kind: "unknown" },
			output: { kind: "unknown" },
			packages: packagesOf(code),
			...odd ? needs(noArray(odd), tensorsScript(file.path)) : {}
		},
		findings: [...findings, ...code]
	};
}
const noArray = ({ name, type }) => `its input '${name}' is ${type}, which only code can make of a request`;
async function inputOf$1(archive, forward, walks) {
	const root = (name) => walks.get(name)?.root ?? null;
	const names = neededParameters(forward).map(({ name }) => name);
	const [only = "", ...others] = names;
	const constant = others.length === 0 && constantInput(forward, root("constants.pkl"), only);
	return tracedInput(names, root("traced_inputs.pkl")) ?? (constant || await firstLayerInput(archive, root("data.pkl"), names)) ?? { kind: "unknown" };
}
const isImport = (module) => !/^(__torch__(\.|$)|torch\.jit\._pickle$)/.test(module);
const spell = ({ parameters, returns }) => `forward(${parameters.map(({ name, type }) => `${name}: ${type}`).join(", ")}) → ${returns}`;
// src/model/formats/pytorch.ts
const torchFormat = {
	name: "PyTorch model",
	recognises: (head) => looksLikeZip(head) || looksLegacy(head),
	async read(file) {
		if (!looksLikeZip(await head(file.bytes))) return readLegacy(file);
		const archive = await openArchive(file.bytes);
		if (isExport(archive)) return readExport(archive, file);
		if (isTorchScript(archive)) return readTorchScript(archive, file);
		if (!archive.entries.has("data.pkl")) return void 0;
		return reading(file, await walkArchive(archive, file), "data.pkl");
	}
};
const head = (bytes) => bytes.read(0, 32);
async function readLegacy(file) {
	return reading(file, await walkSaved(file.bytes, file), "object");
}
function reading(file, { walks, findings }, name) {
	const walk = walks.get(name);
	if (!walk) throw new Unreadable("holds no object");
	return {
		description: {
			framework: "pytorch",
			format: "torch-pickle",
			path: file.path,
			pickleProtocol: walk.protocol,
			output: { kind: "unknown" },
			...describeSaved(file.path, walk)
		},
		findings
	};
}
// src/model/r/class.ts
async function readClass(cursor, signal) {
	try {
		return (await new Walk(cursor, signal).item(0)).classes ?? [];
	} catch (error) {
		if (error instanceof TooMuch) return void 0;
		throw error;
	}
}
var TooMuch = class extends Error {};
const mostItems = 2e6;
const deepest$1 = 300;
const mostTexts = 20;
const longestText = 200;
const nothing = {};
const hasAttributes = 512;
const hasTag = 1024;
const elementSizes = {
	10: 4,
	13: 4,
	14: 8,
	15: 16,
	24: 1
};
const type = {
	symbol: 1,
	list: 2,
	closure: 3,
	environment: 4,
	promise: 5,
	language: 6,
	special: 7,
	builtin: 8,
	text: 9,
	dots: 17,
	texts: 16,
	vector: 19,
	expression: 20,
	bytecode: 21,
	pointer: 22,
	weak: 23,
	s4: 25,
	alternative: 238,
	listWithAttributes: 239,
	languageWithAttributes: 240,
	codeReference: 243,
	codeDefinition: 244,
	persistent: 247,
	package: 248,
	namespace: 249,
	reference: 255
};
const isSingle = (kind) => kind === 241 || kind === 242 || kind >= 250 && kind <= 254;
const pairs$1 = new Set([
	type.list,
	type.closure,
	type.promise,
	type.language,
	type.dots
]);
var Walk = class {
	cursor;
	signal;
	seen = [];
	left = mostItems;
	constructor(cursor, signal) {
		this.cursor = cursor;
		this.signal = signal;
	}
	async item(depth) {
		return this.itemOf(await this.integer(), depth);
	}
	async itemOf(flags, depth) {
		if (--this.left < 0 || depth > deepest$1) throw new TooMuch();
		const kind = flags & 255;
		if (isSingle(kind)) return nothing;
		if (pairs$1.has(kind)) return this.pairList(flags, depth);
		if (kind === type.reference) return this.seenAt((flags >> 8) - 1);
		if (kind === type.symbol) return this.remember(await this.item(depth + 1));
		if (kind === type.alternative) return this.alternative(depth);
		const item = await this.content(kind, depth);
		if (kind === type.environment || (flags & hasAttributes) === 0) return item;
		const { classes } = await this.item(depth + 1);
		return {
			...item,
			...classes && { classes }
		};
	}
	async content(kind, depth) {
		const size = elementSizes[kind];
		if (size !== void 0) {
			await this.skip(await this.length() * size);
			return nothing;
		}
		switch (kind) {
			case type.text: return this.text();
			case type.texts: return this.texts(depth);
			case type.vector:
			case type.expression:
				for (let left = await this.length(); left > 0; left--) await this.item(depth + 1);
				return nothing;
			case type.s4: return nothing;
			case type.environment: return this.environment(depth);
			case type.pointer:
				this.remember(nothing);
				await this.item(depth + 1);
				await this.item(depth + 1);
				return nothing;
			case type.weak: return this.remember(nothing);
			case type.special:
			case type.builtin:
				await this.skip(await this.integer());
				return nothing;
			case type.persistent:
			case type.package:
			case type.namespace:
				await this.integer();
				await this.texts(depth);
				return this.remember(nothing);
			case type.bytecode:
				await this.integer();
				return this.bytecode(depth);
			default: throw new Unreadable(`holds an R object of the unknown type ${kind}`, this.cursor.offset);
		}
	}
	async pairList(first, depth) {
		let flags = first;
		let own;
		let tagged;
		while (pairs$1.has(flags & 255)) {
			if (--this.left < 0) throw new TooMuch();
			const attributes = (flags & hasAttributes) === 0 ? nothing : await this.item(depth + 1);
			const tag = (flags & hasTag) === 0 ? nothing : await this.item(depth + 1);
			const value = await this.item(depth + 1);
			own ??= attributes.classes;
			if (tag.text === "class") tagged = value.texts;
			flags = await this.integer();
		}
		await this.itemOf(flags, depth + 1);
		const classes = tagged ?? own;
		return classes ? { classes } : nothing;
	}
	async environment(depth) {
		this.remember(nothing);
		await this.integer();
		for (let part = 0; part < 3; part++) await this.item(depth + 1);
		const { classes } = await this.item(depth + 1);
		return classes ? { classes } : nothing;
	}
	async alternative(depth) {
		await this.item(depth + 1);
		const { texts } = await this.item(depth + 1);
		const { classes } = await this.item(depth + 1);
		return {
			...texts && { texts },
			...classes && { classes }
		};
	}
	async bytecode(depth) {
		if (depth > deepest$1) throw new TooMuch();
		await this.item(depth + 1);
		for (let left = await this.integer(); left > 0; left--) {
			const kind = await this.integer();
			if (kind === type.bytecode) await this.bytecode(depth + 1);
			else await this.code(kind, depth + 1);
		}
		return nothing;
	}
	async code(kind, depth) {
		if (--this.left < 0 || depth > deepest$1) throw new TooMuch();
		let inner = kind;
		if (kind === type.codeReference) {
			await this.integer();
			return;
		}
		if (kind === type.codeDefinition) {
			await this.integer();
			inner = await this.integer();
		}
		const withAttributes = inner === type.languageWithAttributes || inner === type.listWithAttributes;
		if (inner !== type.language && inner !== type.list && !withAttributes) {
			await this.item(depth + 1);
			return;
		}
		if (withAttributes) await this.item(depth + 1);
		await this.item(depth + 1);
		await this.code(await this.integer(), depth + 1);
		await this.code(await this.integer(), depth + 1);
	}
	async text() {
		const size = await this.integer();
		if (size < 0) return nothing;
		if (size <= longestText) return { text: (await this.cursor.read(size, "an R object")).toString("utf8") };
		await this.skip(size);
		return nothing;
	}
	async texts(depth) {
		const texts = [];
		const count = await this.length();
		for (let left = count; left > 0; left--) {
			const { text } = await this.item(depth + 1);
			if (text !== void 0 && texts.length < mostTexts) texts.push(text);
		}
		return texts.length === count ? { texts } : nothing;
	}
	remember(item) {
		this.seen.push(item);
		return item;
	}
	async seenAt(index) {
		return this.seen[index >= 0 ? index : await this.integer() - 1] ?? nothing;
	}
	async length() {
		const length = await this.integer();
		if (length >= 0) return length;
		return await this.integer() * 2 ** 32 + (await this.integer() >>> 0);
	}
	async integer() {
		this.signal.throwIfAborted();
		if (this.cursor.available < 4) await this.cursor.require(4, "an R object");
		return this.cursor.take(4).readInt32BE();
	}
	async skip(bytes) {
		if (!Number.isSafeInteger(bytes) || bytes < 0) throw new Unreadable(`claims ${bytes} bytes of an R object`, this.cursor.offset);
		await this.cursor.skip(bytes, "an R object");
	}
};
// src/model/r/serialized.ts
const beginnings$1 = [
	"X\n\0\0\0",
	"X\n\0\0\0",
	"A\n2\n",
	"A\n3\n"
];
function looksSerialized(head) {
	const text = Buffer.from(head.subarray(0, 6)).toString("latin1");
	return beginnings$1.some((beginning) => text.startsWith(beginning));
}
async function readRHeader(cursor) {
	const what = "the header of an R object";
	const { offset } = cursor;
	const isText = (await cursor.read(2, what)).toString("latin1") === "A\n";
	const number = () => isText ? readLine(cursor) : readInteger(cursor, what);
	const form = await number();
	const writer = await number();
	await number();
	if (form !== 2 && form !== 3 || !(writer >= 65536 && writer <= 16777215)) throw new Unreadable("does not begin as R writes its objects", offset);
	if (form === 3 && !isText) await cursor.skip(await readInteger(cursor, what), what);
	const version = [
		writer >> 16,
		writer >> 8 & 255,
		writer & 255
	].join(".");
	return {
		form: isText ? "text" : "binary",
		version
	};
}
async function readInteger(cursor, what) {
	await cursor.require(4, what);
	return cursor.take(4).readInt32BE();
}
async function readLine(cursor) {
	await cursor.ready(16);
	const line = /^\d+\n/.exec(cursor.look().subarray(0, 16).toString("latin1"))?.[0] ?? "";
	cursor.take(line.length);
	return Number.parseInt(line, 10);
}
// src/model/formats/rds.ts
const rdsFormat = {
	name: "R object",
	recognises: (head) => looksLikeR(head) || compressions.has(compressionOf(head)),
	async read(file) {
		const cursor = await unpack(file);
		return cursor && looksLikeR(cursor.look()) ? read$3(file, cursor) : void 0;
	}
};
const compressions = new Set([
	"gzip",
	"bzip2",
	"xz"
]);
async function unpack(file) {
	try {
		const { stream } = await decompressed(file.bytes);
		const cursor = new Cursor(stream);
		await cursor.ready(16);
		return cursor;
	} catch (error) {
		if (error instanceof Unreadable && !names$2.test(file.path)) return void 0;
		throw error;
	}
}
const names$2 = /\.(rds|rda|rdata)$/i;
const workspace = /^RD[XA][23]\n/;
const looksLikeR = (head) => looksSerialized(head) || isWorkspace(head);
const isWorkspace = (head) => workspace.test(Buffer.from(head.subarray(0, 5)).toString("latin1"));
async function read$3({ path, signal }, cursor) {
	const several = isWorkspace(cursor.look());
	if (several) cursor.take(5);
	const { form, version } = await readRHeader(cursor);
	const classes = form === "binary" && !several ? await readClass(cursor, signal) : void 0;
	const what = several ? "several R objects" : inWords(classes);
	return {
		description: {
			framework: "custom",
			format: "rds",
			path,
			holds: `${what}, saved by R ${version}`,
			input: { kind: "unknown" },
			output: { kind: "unknown" },
			packages: {},
			needsCode: several ? needsOneObject(path) : needsR(path, what, classes ?? [])
		},
		findings: []
	};
}
const inWords = (classes) => classes?.[0] === void 0 ? "an R object" : `an R object of class ${classes.join(", ")}`;
const exports = new Map([
	["xgb.Booster", "save it with xgb.save(model, 'model.ubj') instead"],
	["lgb.Booster", "save it with lgb.save(model, 'model.txt') instead"],
	["catboost.Model", "save it with catboost.save_model(model, 'model.cbm') instead"]
]);
const otherwise$1 = "export it to ONNX, train it in Python, or give an entry script that asks R (through rpy2, in an image with R)";
function needsR(path, what, classes) {
	const [export_] = classes.flatMap((name) => exports.get(name) ?? []);
	return {
		reason: `it holds ${what}, which only R loads: ${export_ ?? otherwise$1}`,
		script: script$2(path, "ro.r[\"readRDS\"](str(path))")
	};
}
const needsOneObject = (path) => ({
	reason: `it is a workspace of R: save the model alone, with saveRDS(), and then ${otherwise$1}`,
	script: script$2(path, "ro.r[ro.r[\"load\"](str(path))[0]]")
});
const script$2 = (path, load) => `${[
	"import json",
	"import os",
	"from pathlib import Path",
	"",
	"import pandas as pd",
	"import rpy2.robjects as ro",
	"from rpy2.robjects import pandas2ri",
	"",
	"PYTHON = ro.default_converter + pandas2ri.converter",
	"",
	"",
	"def init():",
	"    global model",
	`    path = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob(${JSON.stringify(fileName(path))}))`,
	`    model = ${load}`,
	"",
	"",
	"def run(raw_data):",
	"    rows = pd.DataFrame(json.loads(raw_data)[\"data\"])",
	"    with PYTHON.context():",
	"        frame = ro.conversion.get_conversion().py2rpy(rows)",
	"    return {\"predict\": list(ro.r[\"predict\"](model, frame))}"
].join("\n")}\n`;
const fileName = (path) => path.slice(path.lastIndexOf("/") + 1);
// src/model/transformers/safetensors.ts
const bits = new Map([
	...["F4"].map((type) => [type, 4]),
	...["F6_E2M3", "F6_E3M2"].map((type) => [type, 6]),
	...[
		"BOOL",
		"U8",
		"I8",
		"F8_E5M2",
		"F8_E4M3",
		"F8_E8M0",
		"F8_E4M3FNUZ",
		"F8_E5M2FNUZ"
	].map((type) => [type, 8]),
	...[
		"I16",
		"U16",
		"F16",
		"BF16"
	].map((type) => [type, 16]),
	...[
		"I32",
		"U32",
		"F32"
	].map((type) => [type, 32]),
	...[
		"I64",
		"U64",
		"F64",
		"C64"
	].map((type) => [type, 64])
]);
const looksLikeSafetensors = (head) => head.byteLength >= 10 && headerSize(head) < 1e8 && head[8] === 123;
const headerSize = (head) => Number(Buffer.from(head.subarray(0, 8)).readBigUInt64LE());
async function readSafetensors(bytes) {
	const size = headerSize(await bytes.read(0, 8));
	const end = bytes.size - 8 - size;
	if (end < 0) throw new Unreadable("ends in the middle of its header", bytes.size);
	const header = await readSmallJson(part(bytes, 8, size), "the header");
	if (!(header instanceof Map)) throw new Unreadable("has a header that names no tensors", 8);
	const tensors = [];
	let total = 0;
	for (const [name, entry] of header) {
		if (name === "__metadata__") continue;
		const { shape, from, to } = readEntry(name, entry);
		if (from > to || to > end) throw new Unreadable(`has the tensor '${name}' beyond its end: it was cut off`, bytes.size);
		total += to - from;
		tensors.push({
			name,
			shape
		});
	}
	if (total !== end) throw new Unreadable(`has ${end} bytes of tensors, but its header names ${total}`);
	return tensors;
}
function readEntry(name, entry) {
	const shape = listAt(entry, "shape").map(Number);
	const [from = NaN, to = NaN] = listAt(entry, "data_offsets").map(Number);
	const width = bits.get(textAt(entry, "dtype") ?? "");
	const count = shape.reduce((product, axis) => product * axis, 1);
	if (![
		from,
		to,
		...shape
	].every((number) => Number.isSafeInteger(number) && number >= 0) || width !== void 0 && Math.ceil(count * width / 8) !== to - from) throw new Unreadable(`has a header that makes no sense of the tensor '${name}'`);
	return {
		shape,
		from,
		to
	};
}
// src/model/formats/safetensors.ts
const safetensorsFormat = {
	name: "safetensors file",
	recognises: looksLikeSafetensors,
	async read(file) {
		const parameters = await readSafetensors(file.bytes);
		const script = weightsScript({
			path: file.path,
			load: "load_file(path)",
			imports: ["import torch", "from safetensors.torch import load_file"],
			parameters
		});
		return {
			description: {
				framework: "pytorch",
				format: "safetensors",
				path: file.path,
				holds: `weights of ${parameters.length} parameters, without their model`,
				input: { kind: "unknown" },
				output: { kind: "unknown" },
				packages: {},
				...needs(weightsReason(parameters.length), script)
			},
			findings: []
		};
	}
};
// src/model/tensorflow/kerasMetadata.ts
const kerasMetadata = "keras_metadata.pb";
async function judgeKerasMetadata(folder) {
	if (!folder.files.has("keras_metadata.pb")) return [];
	const file = folder.root + kerasMetadata;
	const found = new Map();
	await folder.open(kerasMetadata, (bytes) => walkMessage(bytes, { 1: async (node) => {
		let isLayer = true;
		await node.message({
			4: async (kind) => {
				isLayer = await kind.text() !== "_tf_keras_metric";
			},
			5: async (metadata) => {
				if (!isLayer) return;
				const config = await readSmallJson(metadata.bytes(), "the metadata of a layer");
				for (const finding of judgeConfig(config, file)) found.set(finding.what, finding);
			}
		});
	} }, folder.signal));
	return [...found.values()].map((finding) => ({
		...finding,
		verdict: "unknown",
		why: `${finding.why}, if Keras loads it; TensorFlow does not look at it`
	}));
}
// src/model/tensorflow/signature.ts
const elementTypes = new Map([
	[1, "float32"],
	[2, "float64"],
	[3, "int32"],
	[4, "uint8"],
	[5, "int16"],
	[6, "int8"],
	[7, "string"],
	[8, "complex64"],
	[9, "int64"],
	[10, "bool"],
	[14, "bfloat16"],
	[17, "uint16"],
	[18, "complex128"],
	[19, "float16"],
	[22, "uint32"],
	[23, "uint64"]
]);
async function readSignature(entry, budget) {
	let name = "";
	const inputs = [];
	const outputs = [];
	const odd = [];
	const into = (list) => async (value) => {
		const tensor = await readTensor(value, budget);
		if ("odd" in tensor) odd.push(tensor.odd);
		else list.push(tensor);
	};
	await entry.message({
		1: async (key) => {
			name = await key.text();
		},
		2: (signature) => signature.message({
			1: into(inputs),
			2: into(outputs)
		})
	});
	return {
		name,
		inputs: byName$1(inputs),
		outputs: byName$1(outputs),
		odd
	};
}
const byName$1 = (tensors) => [...tensors].sort((a, b) => a.name < b.name ? -1 : 1);
async function readTensor(entry, budget) {
	let name = "";
	let type;
	let shape;
	let dense = true;
	await entry.message({
		1: async (key) => {
			name = await key.text();
		},
		2: (info) => info.message({
			2: (value) => {
				type = elementTypes.get(value.number());
			},
			3: async (value) => {
				shape = await readShape(value);
			},
			4: () => {
				dense = false;
			},
			5: () => {
				dense = false;
			}
		})
	});
	budget.spend(name.length + 16 * (shape?.length ?? 0), entry.offset);
	if (!dense || type === void 0) return { odd: name };
	return {
		name,
		type,
		...shape === void 0 ? {} : { shape }
	};
}
const mostAxes$1 = 256;
async function readShape(value) {
	const axes = [];
	let known = true;
	await value.message({
		2: async (axis) => {
			if (axes.length === mostAxes$1) throw new Unreadable("has a tensor of too many axes", axis.offset);
			let length = 0;
			await axis.message({ 1: (size) => {
				length = size.number() < 0 ? null : size.number();
			} });
			axes.push(length);
		},
		3: (unknown) => {
			known = unknown.number() === 0;
		}
	});
	return known ? axes : void 0;
}
// src/model/tensorflow/metaGraph.ts
var MetaGraph = class {
	tags = [];
	version = "";
	signatures = [];
	assets = [];
	operations = new Map();
	budget = new Budget();
};
async function readMetaGraph(value) {
	const graph = new MetaGraph();
	await value.message({
		1: (info) => info.message({
			4: async (tag) => {
				graph.tags.push(await short(tag, graph));
			},
			5: async (version) => {
				graph.version = await version.text();
			}
		}),
		2: (definition) => definition.message({
			...nodes(1, graph),
			2: (library) => library.message({ 1: (body) => body.message(nodes(3, graph)) })
		}),
		5: async (entry) => {
			graph.budget.spend(1e3, entry.offset);
			graph.signatures.push(await readSignature(entry, graph.budget));
		},
		6: (asset) => asset.message({ 2: async (name) => {
			graph.assets.push(await short(name, graph));
		} })
	});
	return graph;
}
async function short(value, graph) {
	const text = await value.text();
	graph.budget.spend(text.length, value.offset);
	return text;
}
const nodes = (field, graph) => ({ [field]: (node) => node.message({ 2: async (operation) => count(graph, await operation.text(), operation.offset) }) });
const mostKinds = 1e4;
function count({ operations }, name, offset) {
	const known = operations.get(name);
	if (known) known.count++;
	else if (operations.size === mostKinds) throw new Unreadable("has more kinds of operations than there are", offset);
	else operations.set(name, {
		offset,
		count: 1
	});
}
// src/model/formats/tensorflow.ts
const definition = "saved_model.pb";
const savedModelFormat = {
	name: "TensorFlow SavedModel",
	recognises: (paths) => paths.has(definition),
	read: read$2
};
async function read$2(folder) {
	const graphs = await folder.open(definition, (bytes) => readGraphs(bytes, folder.signal));
	const served = graphs.find(({ tags }) => tags.includes("serve")) ?? graphs[0];
	if (!served) throw new Unreadable("is no SavedModel: its saved_model.pb holds no graph");
	const findings = [...graphs.flatMap((graph) => findingsOf$1(graph, folder)), ...await judgeKerasMetadata(folder)];
	for (const graph of graphs) requireFiles(graph, folder);
	return {
		description: describe$2(served, folder),
		findings
	};
}
const mostGraphs = 100;
async function readGraphs(bytes, signal) {
	const graphs = [];
	await walkMessage(bytes, { 2: async (graph) => {
		if (graphs.length === mostGraphs) throw new Unreadable("holds too many graphs", graph.offset);
		graphs.push(await readMetaGraph(graph));
	} }, signal);
	return graphs;
}
const variableOperations = [
	"VarHandleOp",
	"VariableV2",
	"Variable"
];
const shard = /^variables\/variables\.data-\d{5}-of-(\d{5})$/;
function requireFiles(graph, { files }) {
	for (const asset of graph.assets) if (isInside(asset) && !files.has(`assets/${asset}`)) throw new Unreadable(`is a SavedModel that needs 'assets/${asset}', which is not there`);
	const shards = [...files.keys()].flatMap((path) => shard.exec(path)?.[1] ?? []);
	const needed = shards.length > 0 ? Number(shards[0]) : 1;
	if (!variableOperations.some((name) => graph.operations.has(name)) && shards.length === 0) return;
	if (!files.has("variables/variables.index") || shards.length < needed) throw new Unreadable(`is a SavedModel whose variables are missing: expected variables/variables.index and ${needed} of variables/variables.data-…`);
}
const isInside = (asset) => !/^([/\\]|[A-Za-z]:)/.test(asset) && !asset.split(/[/\\]/).includes("..");
function findingsOf$1(graph, folder) {
	const file = folder.root + definition;
	const outside = graph.assets.filter((asset) => !isInside(asset)).map((asset) => ({
		verdict: "dangerous",
		what: `asset '${asset}'`,
		why: "reads a file outside of the model's folder",
		file
	}));
	const operations = [...graph.operations].flatMap(([what, { offset }]) => {
		const judgement = judgeOperation(what, graph.assets.length > 0);
		return judgement ? [{
			...judgement,
			what,
			file,
			offset
		}] : [];
	});
	return [...outside, ...operations];
}
function describe$2(graph, folder) {
	const signatures = graph.signatures.filter(({ name }) => !name.startsWith("__saved_model_"));
	const signature = signatures.find(({ name }) => name === "serving_default") ?? (signatures.length === 1 ? signatures[0] : void 0);
	const code = libraryNeeded(graph, signature) ?? needsCode(signatures, signature);
	return {
		framework: "tensorflow",
		format: "tensorflow-saved-model",
		path: folder.root.replace(/\/$/, ""),
		holds: holds(graph, folder, signature),
		input: signature && !code ? {
			kind: "tensors",
			tensors: signature.inputs
		} : { kind: "unknown" },
		output: signature && !code ? {
			kind: "tensors",
			tensors: signature.outputs
		} : { kind: "unknown" },
		packages: {},
		...graph.version === "" ? {} : { version: graph.version },
		...code === void 0 ? {} : { needsCode: code }
	};
}
function holds(graph, folder, signature) {
	const count = [...graph.operations.values()].reduce((sum, { count }) => sum + count, 0);
	return `TensorFlow graph${folder.files.has("keras_metadata.pb") ? " of a Keras model" : ""} with ${count} operations${signature ? `, signature ${signature.name}` : ""}`;
}
function libraryNeeded(graph, signature) {
	for (const operation of graph.operations.keys()) {
		const library = libraryOf(operation);
		if (library === void 0) continue;
		return {
			reason: `its operation ${operation} comes from ${library}, which must be installed and imported first`,
			script: script$1(`model.signatures["${signature?.name ?? "serving_default"}"]`, `import ${library}  # registers its operations`)
		};
	}
}
function needsCode(signatures, signature) {
	if (!signature) {
		const names = signatures.map(({ name }) => name);
		return {
			reason: names.length === 0 ? "it was saved without signatures, which say what it takes" : `it has the signatures ${names.join(", ")}, and none of them is serving_default`,
			script: script$1(`model.signatures["${names[0] ?? "name"}"]`)
		};
	}
	if (signature.odd.length === 0) return void 0;
	return {
		reason: `${signature.odd.join(", ")} is no array of a type that JSON and NumPy know`,
		script: script$1(`model.signatures["${signature.name}"]`)
	};
}
const script$1 = (signature, also) => `import json
import os
from pathlib import Path

import tensorflow as tf
${also === void 0 ? "" : `${also}\n`}
def init():
    global model
    path = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob("saved_model.pb"))
    model = tf.saved_model.load(str(path.parent))

def run(raw_data):
    inputs = json.loads(raw_data)["inputs"]
    # Give each input the type that the graph takes.
    answer = ${signature}(**{name: tf.constant(value) for name, value in inputs.items()})
    return {name: value.numpy().tolist() for name, value in answer.items()}
`;
// src/model/transformers/suggestion.ts
const sentenceModules = "modules.json";
function scriptFor$1(isOfSentences, architecture, trusted) {
	if (isOfSentences) return sentenceScript;
	const own = !trusted && architecture !== void 0 && /^\w{1,100}$/.test(architecture);
	return script(own ? architecture : "AutoModel", trusted);
}
const adapterScript = `import json
import os
from pathlib import Path

import torch
from peft import AutoPeftModelForCausalLM  # or another Auto class of peft
from transformers import AutoTokenizer


def init():
    global tokenizer, model
    folder = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob("adapter_config.json")).parent
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoPeftModelForCausalLM.from_pretrained(folder).eval()  # fetches the base model


def run(raw_data):
    tokens = tokenizer(json.loads(raw_data)["inputs"], padding=True, return_tensors="pt")
    with torch.inference_mode():
        answers = model.generate(**tokens, max_new_tokens=50)
    return {"outputs": tokenizer.batch_decode(answers, skip_special_tokens=True)}
`;
const sentenceScript = `import json
import os
from pathlib import Path

from sentence_transformers import SentenceTransformer


def init():
    global model
    folder = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob("${sentenceModules}")).parent
    model = SentenceTransformer(str(folder), device="cpu")


def run(raw_data):
    return {"outputs": model.encode(json.loads(raw_data)["inputs"]).tolist()}
`;
const script = (type, trusted) => `import json
import os
from pathlib import Path

import torch
from transformers import AutoTokenizer, ${type}


def init():
    global tokenizer, model
    folder = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob("config.json")).parent
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = ${type}.from_pretrained(folder${trusted ? ", trust_remote_code=True" : ""}).eval()


def run(raw_data):
    tokens = tokenizer(json.loads(raw_data)["inputs"], padding=True, return_tensors="pt")
    with torch.inference_mode():
        return {"outputs": model(**tokens)[0].tolist()}
`;
// src/model/transformers/tasks.ts
const tasks = [
	["ForSequenceClassification", labelling("text-classification")],
	["ForTokenClassification", onTexts("token-classification")],
	["ForMaskedLM", onTexts("fill-mask")],
	["ForCausalLM", onTexts("text-generation")],
	["LMHeadModel", onTexts("text-generation")],
	...`Bert Roberta XLMRoberta Camembert DistilBert MPNet Albert Electra Deberta DebertaV2 ModernBert`.split(" ").map((name) => [`${name}Model`, onTexts("feature-extraction")]),
	["ForImageClassification", onPictures("image-classification")],
	["ForObjectDetection", onPictures("object-detection")]
];
function taskOf(architecture) {
	return tasks.find(([ending]) => architecture.endsWith(ending))?.[1];
}
const inputOf = ({ name, takes }, mask) => {
	if (takes === "pictures") return { kind: takes };
	return {
		kind: "texts",
		...name === "fill-mask" && mask !== void 0 ? { mask } : {}
	};
};
const outputOf = ({ answers }, labels) => answers === "labels" ? {
	kind: "classes",
	classes: labels,
	probabilities: false
} : { kind: "unknown" };
function labelling(name) {
	return {
		name,
		takes: "texts",
		answers: "labels"
	};
}
function onTexts(name) {
	return {
		name,
		takes: "texts",
		answers: "other"
	};
}
function onPictures(name) {
	return {
		name,
		takes: "pictures",
		answers: "other"
	};
}
// src/model/formats/transformers.ts
const transformersFormat = {
	name: "Hugging Face model",
	recognises: (paths) => paths.has(adapterConfig) || paths.has("config.json") && weights.some((name) => paths.has(name)),
	read: (folder) => folder.files.has(adapterConfig) && !folder.files.has("config.json") ? readAdapter(folder) : readModel$1(folder)
};
const adapterConfig = "adapter_config.json";
const weights = [
	"model.safetensors",
	"model.safetensors.index.json",
	"pytorch_model.bin",
	"pytorch_model.bin.index.json"
];
const tokenizers = [...[
	"tokenizer.json",
	"vocab.txt",
	"vocab.json",
	"spiece.model",
	"tokenizer.model"
], ...[
	"sentencepiece.bpe.model",
	"source.spm",
	"tiktoken.model",
	"tekken.json"
]];
const processors = ["preprocessor_config.json", "processor_config.json"];
async function readAdapter(folder) {
	const config = parseJson(await folder.text(adapterConfig));
	const base = printable((textAt(config, "base_model_name_or_path") || "another model").slice(0, 200));
	const type = textAt(config, "peft_type") ?? "PEFT";
	return {
		description: {
			framework: "transformers",
			format: "transformers",
			path: folder.root.replace(/\/$/, ""),
			holds: `an adapter of PEFT (${type.slice(0, 40)}) for ${base}`,
			input: { kind: "unknown" },
			output: { kind: "unknown" },
			packages: {},
			needsCode: {
				reason: `it is an adapter for ${base}, whose weights are not here: merge the two (merge_and_unload) and save the whole`,
				script: adapterScript
			}
		},
		findings: []
	};
}
async function readModel$1(folder) {
	const config = parseJson(await folder.text("config.json"));
	const type = textAt(config, "model_type");
	if (type === void 0) return void 0;
	for (const index of weights.filter((name) => name.endsWith(".index.json"))) if (folder.files.has(index)) requireShards(folder, parseJson(await folder.text(index)));
	const [first] = listAt(config, "architectures");
	const architecture = typeof first === "string" ? first : void 0;
	const task = architecture === void 0 ? void 0 : taskOf(architecture);
	const custom = await customCode(folder, config);
	const reason = obstacle(folder, config, architecture, task, custom);
	const ofSentences = folder.files.has(sentenceModules);
	const needsCode = reason && {
		reason,
		script: scriptFor$1(ofSentences, architecture, custom.length > 0)
	};
	const version = textAt(config, "transformers_version");
	const labels = labelsOf(config);
	return {
		description: {
			framework: "transformers",
			format: "transformers",
			path: folder.root.replace(/\/$/, ""),
			...version === void 0 ? {} : { version },
			holds: [architecture ?? type, ...task ? [task.name] : []].join(", for "),
			input: task ? inputOf(task, await maskOf(folder)) : { kind: "unknown" },
			output: task ? outputOf(task, labels) : { kind: "unknown" },
			packages: {},
			...needsCode ? { needsCode } : {}
		},
		findings: custom
	};
}
function requireShards(folder, index) {
	const map = at(index, "weight_map");
	for (const shard of new Set(map instanceof Map ? map.values() : [])) if (typeof shard !== "string" || !folder.files.has(shard)) throw new Unreadable(`keeps some of its weights in '${shard}', which is not there`);
}
function labelsOf(config) {
	const labels = at(config, "id2label");
	if (!(labels instanceof Map)) return ["LABEL_0", "LABEL_1"];
	return [...labels].sort(([a], [b]) => Number(a) - Number(b)).map(([, label]) => typeof label === "string" ? label : String(label));
}
async function maskOf(folder) {
	for (const name of ["tokenizer_config.json", "special_tokens_map.json"]) {
		if (!folder.files.has(name)) continue;
		const config = parseJson(await folder.text(name));
		const mask = textAt(config, "mask_token") ?? textAt(config, "mask_token", "content");
		if (mask !== void 0 && mask.length < 100) return mask;
	}
}
async function customCode(folder, config) {
	const configs = [config];
	for (const name of ["tokenizer_config.json", "preprocessor_config.json"]) if (folder.files.has(name)) configs.push(parseJson(await folder.text(name)));
	if (!configs.some((each) => at(each, "auto_map") instanceof Map)) return [];
	return [...folder.files].filter(([path]) => path.endsWith(".py")).map(([path, file]) => ({
		verdict: "unknown",
		what: path,
		why: "Python code of the model's authors, which loading it imports",
		file: file.path
	}));
}
function obstacle(folder, config, architecture, task, custom) {
	const has = (name) => folder.files.has(name);
	if (custom.length > 0) return `it brings Python code of its own (${custom[0]?.what}), which must be trusted first`;
	if (has("modules.json")) return "it is a model of sentence-transformers, whose pooling transformers does not know";
	const quantizer = at(config, "quantization_config");
	if (quantizer instanceof Map) return `its weights are quantized by ${printable(textAt(quantizer, "quant_method") ?? "bitsandbytes").slice(0, 40)}, a package of its own that mostly wants a GPU`;
	if (!task) return `no pipeline that is known here serves ${architecture ?? "a model that names no architecture"}`;
	if (task.takes === "texts" && !tokenizers.some(has)) return "its tokenizer is not in the folder; save it there too (tokenizer.save_pretrained)";
	if (task.takes === "pictures" && !processors.some(has)) return "its image processor is not in the folder; save it there too (processor.save_pretrained)";
}
// src/model/encodings/pbtxt.ts
const largestText$1 = 4 << 20;
const deepest = 100;
function parsePbtxt(text) {
	if (text.length > largestText$1) throw new Unreadable(`has ${text.length} characters, more than a configuration ever has`);
	return new Parser(text).whole();
}
const space = /(?:\s|#[^\n]*)*/y;
const quoted$2 = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
const word = /-?\s*[\w.+-]+/y;
const fieldName = /\w+|\[[\w./ -]+\]/y;
var Parser = class {
	text;
	at = 0;
	constructor(text) {
		this.text = text;
	}
	whole() {
		const message = this.fields("", 0);
		if (this.at < this.text.length) throw this.unexpected("a field");
		return message;
	}
	fields(end, depth) {
		if (depth > deepest) throw new Unreadable("is nested too deeply", this.at);
		const message = new Map();
		for (;;) {
			this.pass(space);
			if (this.at === this.text.length || this.text[this.at] === end) return message;
			const name = this.pass(fieldName);
			if (name === "") throw this.unexpected("the name of a field");
			const marked = this.took(":");
			const values = message.get(name) ?? [];
			message.set(name, values);
			this.values(values, marked, depth);
			if (!this.took(",")) this.took(";");
		}
	}
	values(values, marked, depth) {
		if (!this.took("[")) {
			values.push(this.value(marked, depth));
			return;
		}
		if (this.took("]")) return;
		do
			values.push(this.value(marked, depth));
		while (this.took(","));
		if (!this.took("]")) throw this.unexpected("a comma or the end of a list");
	}
	value(marked, depth) {
		for (const [begin, end] of [["{", "}"], ["<", ">"]]) {
			if (!this.took(begin)) continue;
			const message = this.fields(end, depth + 1);
			if (!this.took(end)) throw new Unreadable("ends in the middle of a message", this.at);
			return message;
		}
		if (!marked) throw this.unexpected("a colon or a message");
		return this.scalar();
	}
	scalar() {
		const parts = [];
		for (let part = this.pass(quoted$2); part !== ""; part = this.pass(quoted$2)) {
			parts.push(unescaped(part.slice(1, -1)));
			this.pass(space);
		}
		if (parts.length > 0) return parts.join("");
		const bare = this.pass(word);
		if (bare === "") throw this.unexpected("a value");
		return bare.replace(/^-\s+/, "-");
	}
	took(character) {
		this.pass(space);
		if (this.text[this.at] !== character) return false;
		this.at++;
		this.pass(space);
		return true;
	}
	pass(pattern) {
		pattern.lastIndex = this.at;
		const [found = ""] = pattern.exec(this.text) ?? [];
		this.at += found.length;
		return found;
	}
	unexpected(wanted) {
		return new Unreadable(`is no protobuf text: expected ${wanted}`, this.at);
	}
};
const shorthands = {
	n: "\n",
	r: "\r",
	t: "	"
};
const unescaped = (text) => text.replace(/\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))/g, (_, hex, octal, short = "") => {
	if (hex !== void 0) return String.fromCharCode(Number.parseInt(hex, 16));
	if (octal !== void 0) return String.fromCharCode(Number.parseInt(octal, 8));
	return shorthands[short] ?? short;
});
function textOf$1(message, field) {
	return message?.get(field)?.filter((value) => typeof value === "string").at(-1);
}
const messagesOf = (message, field) => (message?.get(field) ?? []).filter((value) => typeof value !== "string");
const integersOf = (message, field) => (message.get(field) ?? []).map(Number).filter(Number.isInteger);
// src/model/triton/config.ts
function readConfig(text) {
	const config = parsePbtxt(text);
	const backend = textOf$1(config, "backend") ?? textOf$1(config, "platform");
	const batched = Number(textOf$1(config, "max_batch_size") ?? 0) > 0;
	const inputs = tensorsOf(config, "input", batched);
	const outputs = tensorsOf(config, "output", batched);
	return {
		...backend === void 0 ? {} : { backend },
		...inputs === void 0 ? {} : { inputs },
		...outputs === void 0 ? {} : { outputs },
		gpu: messagesOf(config, "instance_group").some((group) => textOf$1(group, "kind") === "KIND_GPU")
	};
}
const types = new Map([
	["TYPE_BOOL", "bool"],
	["TYPE_UINT8", "uint8"],
	["TYPE_UINT16", "uint16"],
	["TYPE_UINT32", "uint32"],
	["TYPE_UINT64", "uint64"],
	["TYPE_INT8", "int8"],
	["TYPE_INT16", "int16"],
	["TYPE_INT32", "int32"],
	["TYPE_INT64", "int64"],
	["TYPE_FP16", "float16"],
	["TYPE_BF16", "bfloat16"],
	["TYPE_FP32", "float32"],
	["TYPE_FP64", "float64"],
	["TYPE_STRING", "string"]
]);
function tensorsOf(config, field, batched) {
	const tensors = messagesOf(config, field).map((message) => tensorOf(message, batched));
	const known = tensors.filter((tensor) => tensor !== void 0);
	return known.length > 0 && known.length === tensors.length ? known : void 0;
}
function tensorOf(message, batched) {
	const name = textOf$1(message, "name");
	const type = types.get(textOf$1(message, "data_type"));
	if (name === void 0 || type === void 0 || !message.has("dims")) return void 0;
	const dims = integersOf(message, "dims").map((length) => length < 0 ? null : length);
	return {
		name,
		type,
		shape: batched ? [null, ...dims] : dims
	};
}
// src/model/triton/repository.ts
const versioned = /^((?:[^/]+\/)?([^/]+)\/)(\d{1,10})\/(.+)$/;
const config = /^(?:[^/]+\/)?[^/]+\/config\.pbtxt$/;
function modelsIn({ root, files }) {
	const versions = new Map();
	const configured = new Set();
	for (const path of files.keys()) {
		const full = root + path;
		if (config.test(full)) configured.add(full.slice(0, -12));
		const [, place, name, version, file] = versioned.exec(full) ?? [];
		if (place === void 0 || name === void 0 || file === void 0) continue;
		const model = versions.get(place) ?? {
			name,
			files: new Map()
		};
		versions.set(place, model);
		const own = model.files.get(Number(version)) ?? [];
		own.push(file);
		model.files.set(Number(version), own);
	}
	return [...versions].flatMap(([place, { name, files: byVersion }]) => {
		const version = Math.max(...byVersion.keys());
		const own = byVersion.get(version) ?? [];
		const hasConfig = configured.has(place);
		return hasConfig || own.some((file) => selfEvident.test(file)) ? [{
			name,
			place,
			version,
			files: own,
			hasConfig
		}] : [];
	});
}
const selfEvident = /^model\.(onnx(\/.+)?|plan|savedmodel\/.+)$/;
const backends = [
	[/^model\.onnx(\/|$)/, "ONNX"],
	[/^model\.plan$/, "TensorRT"],
	[/^model\.pt2?$/, "PyTorch"],
	[/^model\.savedmodel\//, "TensorFlow SavedModel"],
	[/^model\.graphdef$/, "TensorFlow GraphDef"],
	[/^model\.xml$/, "OpenVINO"],
	[/^model\.py$/, "Python"]
];
const backendOf = (files) => backends.find(([pattern]) => files.some((file) => pattern.test(file)))?.[1];
// src/model/formats/triton.ts
const tritonFormat = {
	name: "Triton model repository",
	recognises: () => true,
	read: read$1
};
async function read$1(folder) {
	const models = modelsIn(folder);
	if (models.length === 0) return misplaced(folder);
	const findings = models.flatMap(findingsOf);
	const described = [];
	for (const model of models) described.push(await describe$1(folder, model));
	const [only, ...more] = described;
	return {
		description: only && more.length === 0 ? only : together(described),
		findings
	};
}
const common = {
	framework: "triton",
	format: "triton",
	packages: {}
};
function together(described) {
	const names = described.flatMap(({ models = [] }) => models).toSorted();
	const shown = `${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""}`;
	const nothing = {
		input: { kind: "unknown" },
		output: { kind: "unknown" }
	};
	const places = new Set(described.map(({ path }) => path));
	const gpu = described.map(({ gpu }) => gpu).find((reason) => reason !== void 0);
	return {
		...common,
		...nothing,
		path: places.size === 1 ? [...places][0] ?? "" : "",
		holds: `${names.length} Triton models: ${shown}`,
		models: names,
		...gpu === void 0 ? {} : { gpu }
	};
}
function misplaced({ root, files }) {
	if ([...files.keys()].some((path) => /^\d+\/model\./.test(root + path)) && files.has("config.pbtxt") && root === "") throw new Unreadable("is one model of a Triton repository, not the repository: the folder above it is to be deployed");
}
async function describe$1(folder, model) {
	const config = model.hasConfig ? await configOf(folder, model) : { gpu: false };
	const written = config.inputs && config.outputs ? void 0 : await readGraph(folder, model);
	const backend = backendOf(model.files) ?? config.backend;
	const gpu = config.gpu ? `the config.pbtxt of '${model.name}' asks for one (instance_group, KIND_GPU)` : gpuBackends.has(backend ?? "") ? `${backend}, which runs '${model.name}', runs nowhere else` : void 0;
	return {
		...common,
		path: model.place.slice(0, -`/${model.name}/`.length),
		models: [model.name],
		...gpu === void 0 ? {} : { gpu },
		holds: `Triton model ${model.name}${backend === void 0 ? "" : ` (${backend})`}`,
		input: config.inputs ? tensors(config.inputs) : written?.input ?? { kind: "unknown" },
		output: config.outputs ? tensors(config.outputs) : written?.output ?? { kind: "unknown" }
	};
}
const gpuBackends = new Set([
	"TensorRT",
	"tensorrt",
	"tensorrt_plan"
]);
const tensors = (named) => ({
	kind: "tensors",
	tensors: named
});
const configOf = (folder, { place }) => parsedFile(folder, `${place}config.pbtxt`.slice(folder.root.length), readConfig);
async function readGraph(folder, model) {
	const full = `${model.place}${model.version}/model.onnx`;
	const path = full.slice(folder.root.length);
	if (!folder.files.has(path)) return void 0;
	const siblings = new Map([...folder.files.values()].map((file) => [file.path, file]));
	return (await folder.open(path, (bytes) => onnxFormat.read({
		path: full,
		bytes,
		signal: folder.signal,
		siblings
	})))?.description;
}
function findingsOf(model) {
	return model.files.flatMap((file) => {
		const why = codeIn(file);
		if (why === void 0) return [];
		return [{
			verdict: "unknown",
			what: file,
			why,
			file: `${model.place}${model.version}/${file}`
		}];
	}).slice(0, mostFindings$1);
}
const mostFindings$1 = 100;
function codeIn(file) {
	if (file.endsWith(".py")) return "is the author's own Python code, which Triton runs";
	return /\.so(\.\d+)*$/.test(file) ? "is the author's own machine code, which Triton loads" : void 0;
}
// src/model/formats/index.ts
const fileFormats = [
	torchFormat,
	skopsFormat,
	kerasFormat,
	catboostFormat,
	lightgbmFormat,
	xgboostFormat,
	rdsFormat,
	safetensorsFormat,
	pickleFormat,
	onnxFormat
];
const folderFormats = [
	tritonFormat,
	mlflowFormat,
	savedModelFormat,
	transformersFormat
];
// src/model/otherwise.ts
function knownOtherwise(head) {
	const text = Buffer.from(head).toString("latin1");
	const begins = beginnings.find(([beginning]) => beginning.test(text));
	if (begins) return begins[1];
	if (head.every((byte) => byte === 0)) return "a file of zeros";
	return isText(head) ? `a text that begins with '${firstWords(head)}'` : void 0;
}
const beginnings = [
	[/^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)\b/i, "a web page (HTML)"],
	[/^(\xef\xbb\xbf)?\s*<\?xml\b/, "an XML document"],
	[/^(\xef\xbb\xbf)?\s*(\{\s*["}]|\[\s*[[{"\d\]-])/, "JSON, but not that of a model"],
	[/^%PDF-/, "a PDF document"],
	[/^(\x89PNG|\xff\xd8\xff|GIF8)/, "an image"],
	[/^(\x7fELF|MZ)/, "a program"],
	[/^#!/, "a script"],
	[/^\x93NUMPY/, "a NumPy array"],
	[/^PAR1/, "a Parquet table"],
	[/^SQLite format 3/, "an SQLite database"],
	[/^\x89HDF\r\n/, "an HDF5 file, but not that of a model"],
	[/^7z\xbc\xaf/, "a 7-Zip archive"],
	[/^Rar!/, "a RAR archive"],
	[/^\x28\xb5\x2f\xfd/, "packed with Zstandard"],
	[/^....ORTM/s, "a graph in ONNX Runtime's own form: give the .onnx file that it was made from"],
	[/^ir_version: \d/, "an ONNX graph written as text: save it with onnx.save(model, \"model.onnx\")"],
	[/^....TFL3/s, "a graph for TensorFlow Lite: give the SavedModel that it was made from"],
	[/^GGUF/, "weights for llama.cpp (GGUF): give the Hugging Face folder that they were made from"]
];
function isText(head) {
	const text = Buffer.from(head).toString("utf8");
	return !/\p{Cc}|\ufffd(?!$)/u.test(text.replace(/[\t\n\r\f]/g, ""));
}
const firstWords = (head) => {
	const line = Buffer.from(head).toString("utf8").trimStart().split(/[\r\n]/, 1)[0] ?? "";
	return line.length > 40 ? `${line.slice(0, 40)}…` : line;
};
// src/model/read.ts
const headSize = 4096;
async function readModel(content, signal) {
	const findings = [];
	try {
		const whole = content.kind === "folder" ? await readFolder(content, signal) : void 0;
		const add = (more) => {
			for (const finding of more) findings.push(finding);
			if (findings.length > mostFindings) throw new DamagedFile(content.name, tooMuch());
		};
		if (whole) add(whole.findings);
		const siblings = new Map(content.files.map((file) => [file.path, file]));
		const readings = [];
		let damaged;
		for (const file of content.files) {
			signal.throwIfAborted();
			try {
				const reading = await readFile$1(file, siblings, signal);
				if (!reading) continue;
				readings.push(reading);
				add(reading.findings);
			} catch (error) {
				if (!(error instanceof DamagedFile)) throw error;
				damaged ??= error;
				add(await runBefore(error, file, signal));
			}
		}
		if (damaged) throw damaged;
		const chosen = whole ? { description: whole.description } : await choose(content, readings);
		const { description } = chosen;
		return {
			...chosen,
			...description && { description: inOneLine(description) },
			findings: withoutRepetition(findings)
		};
	} catch (error) {
		if (!(error instanceof DamagedFile)) throw error;
		return {
			failure: error.failure,
			findings: withoutRepetition(findings)
		};
	}
}
function runBefore({ cause }, file, signal) {
	const { path } = file;
	if (cause instanceof BrokenPickle) return judgePickle(path, cause.walk);
	if (!pickleName.test(path)) return [];
	return opened(file, (bytes) => ifUnpickled({
		path,
		bytes,
		signal,
		siblings: new Map()
	}));
}
const mostFindings = 2e5;
const tooMuch = () => new Unreadable("would import more than can be told");
const inOneLine = (description) => ({
	...description,
	holds: printable(description.holds),
	...description.needsCode && { needsCode: {
		...description.needsCode,
		reason: printable(description.needsCode.reason)
	} }
});
async function choose(content, readings) {
	const descriptions = readings.map((reading) => reading.description);
	const servable = descriptions.filter((description) => !description.needsCode);
	const candidates = servable.length > 0 ? servable : descriptions;
	const [only, ...more] = candidates;
	if (only && more.length === 0) return { description: only };
	return { failure: only ? severalModels(content, candidates) : await unknownFormat(content) };
}
var DamagedFile = class extends Error {
	failure;
	constructor(path, cause) {
		super(cause.message, { cause });
		this.failure = damaged(path, cause);
	}
};
const quoted$1 = (name) => `'${printable(name)}'`;
const damaged = (path, cause) => ({
	code: "model-unreadable",
	message: `${quoted$1(path)} ${cause.message}`,
	hint: "Check that it was written and copied to its end, and that nothing changed it on the way (a text conversion by git, for example).",
	cause
});
async function naming(path, read) {
	try {
		return await read();
	} catch (error) {
		throw error instanceof Unreadable ? new DamagedFile(path, error) : error;
	}
}
async function readable(path, read) {
	try {
		return {
			ok: true,
			value: await read()
		};
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
		return {
			ok: false,
			failure: damaged(path, error)
		};
	}
}
async function readFile$1(file, siblings, signal) {
	return naming(file.path, () => opened(file, async (bytes) => {
		const head = await bytes.read(0, headSize);
		const model = {
			path: file.path,
			bytes,
			signal,
			siblings
		};
		const reading = await firstThat(fileFormats.filter((format) => format.recognises(head, file.path)), (format) => format.read(model));
		return reading && {
			...reading,
			findings: [...reading.findings, ...await asPickle(model, reading)]
		};
	}));
}
const asPickle = async (model, { description }) => !pickleName.test(model.path) || pickled.has(description.format) ? [] : ifUnpickled(model);
const pickled = new Set([
	"pickle",
	"torch-pickle",
	"torchscript",
	"torch-export"
]);
async function readFolder(content, signal) {
	const folder = openFolder(content, signal);
	const paths = new Set(folder.files.keys());
	return naming(content.name, () => firstThat(folderFormats.filter((format) => format.recognises(paths)), (format) => format.read(folder)));
}
async function firstThat(formats, read) {
	for (const format of formats) {
		const reading = await read(format);
		if (reading) return reading;
	}
}
const largestText = 16 << 20;
function openFolder(content, signal) {
	const root = commonFolder(content.files.map((file) => file.path));
	const files = new Map(content.files.map((file) => [file.path.slice(root.length), file]));
	const open = (path, work) => {
		const file = files.get(path);
		if (!file) throw new Unreadable(`has no file '${path}'`);
		return naming(file.path, () => opened(file, work));
	};
	return {
		root,
		files,
		signal,
		open,
		text: (path) => open(path, async (bytes) => {
			if (bytes.size > largestText) throw new Unreadable(`has ${bytes.size} bytes, more than a text file of a model ever has`);
			return Buffer.from(await bytes.read(0, bytes.size)).toString("utf8");
		})
	};
}
function commonFolder(paths) {
	const [first = "", ...others] = paths;
	let root = "";
	for (const part of first.split("/").slice(0, -1)) {
		const deeper = `${root}${part}/`;
		if (!others.every((path) => path.startsWith(deeper))) break;
		root = deeper;
	}
	return root;
}
function withoutRepetition(findings) {
	const seen = new Map();
	for (const finding of findings) {
		const key = `${finding.file} ${finding.what}`;
		const known = seen.get(key);
		if (!known || severity[finding.verdict] > severity[known.verdict]) seen.set(key, finding);
	}
	return [...seen.values()].map((finding) => ({
		...finding,
		what: printable(finding.what)
	}));
}
const severity = {
	known: 0,
	unknown: 1,
	dangerous: 2
};
const formatsRead = "pickle, joblib and skops (scikit-learn), XGBoost, LightGBM, CatBoost, ONNX, TensorFlow SavedModel, Keras, TorchScript and torch.export, Hugging Face, MLflow and Triton folders, and .zip or .tar archives of them";
function severalModels(content, candidates) {
	const names = candidates.slice(0, 5).map(({ path, holds }) => `${path} (${holds})`);
	return {
		code: "model-unreadable",
		message: `${quoted$1(content.name)} holds ${candidates.length} files that could be the model: ${listed$1(names, candidates.length)}`,
		hint: "Point 'model-path' at the model file itself, or give an 'entry-script' that knows which to load."
	};
}
async function unknownFormat({ kind, name, files }) {
	const [first] = files;
	const names = files.slice(0, 5).map((file) => file.path);
	const found = kind === "folder" ? `holds no file of a model format that is known here: ${listed$1(names, files.length)}` : (first && await otherwise(first)) ?? "is of no model format that is known here";
	return {
		code: "model-unreadable",
		message: `${quoted$1(name)} ${found}`,
		hint: `Known are ${formatsRead}. For anything else give an 'entry-script', with a 'conda-file' or an 'environment'.`
	};
}
const listed$1 = (some, count) => printable(some.join(", ")) + (count > some.length ? ", …" : "");
async function otherwise(file) {
	const found = knownOtherwise(await opened(file, (bytes) => bytes.read(0, headSize)));
	return found && `is no model: it is ${printable(found)}`;
}
// src/model/archive-names.ts
const longestName = 1024;
const longestPart = 255;
var ArchiveNames = class {
	seen = new Map();
	add(name, offset) {
		const refuse = (why) => new Unreadable(`holds '${name.slice(0, 120)}', ${why}`, offset);
		if (name.length > longestName) throw refuse(`a name of more than ${longestName} characters`);
		if (/^[/\\]|^[a-z]:/i.test(name)) throw refuse("an absolute path");
		if (/[\\\p{Cc}\ufffd]/u.test(name)) throw refuse("whose name is not the same on every system");
		const parts = name.split("/").filter((part) => part !== "" && part !== ".");
		if (parts.includes("..")) throw refuse("which leads out of it");
		if (parts.some((part) => Buffer.byteLength(part) > longestPart)) throw refuse(`a name of more than ${longestPart} bytes`);
		if (parts.length === 0) throw refuse("which is no name");
		if (parts.some((part) => /[. ]$|:/.test(part))) throw refuse("whose name is not the same on every system");
		for (const depth of parts.keys()) {
			const kind = depth === parts.length - 1 ? "file" : "folder";
			const spelled = parts.slice(0, depth + 1).join("/");
			const key = spelled.normalize("NFC").toLowerCase();
			const known = this.seen.get(key);
			if (known && known.spelled !== spelled) throw refuse(`which on some systems is the same as '${known.spelled.slice(0, 120)}'`);
			if (known?.kind === "file" && kind === "file") throw refuse("more than once");
			if (known && known.kind !== kind) throw refuse("which is both a file and a folder");
			this.seen.set(key, {
				spelled,
				kind
			});
		}
		return parts.join("/");
	}
};
// src/model/encodings/tar.ts
const block = 512;
const longestExtension = 1 << 20;
const mostPadding = 1 << 20;
const looksLikeTar = (head) => Buffer.from(head.subarray(257, 262)).toString("latin1") === "ustar";
async function* readTar(cursor) {
	let extension = {};
	let extensionBytes = 0;
	while (true) {
		const { offset } = cursor;
		const header = await cursor.read(block, "a tar archive");
		if (header.every((byte) => byte === 0)) return await readEnd(cursor);
		verify$1(header, offset);
		const type = header.toString("latin1", 156, 157);
		const size = extension.size ?? readNumber(header.subarray(124, 136), offset + 124);
		if (type === "x" || type === "g" || type === "L" || type === "K") {
			extensionBytes += size;
			if (extensionBytes > longestExtension) throw new Unreadable("is a tar archive that says too much of one entry", offset);
			const data = await cursor.read(size, "a tar archive");
			await cursor.skip(padding(size), "a tar archive");
			extension = extend(extension, type, data, offset);
			continue;
		}
		const name = extension.name ?? readName(header);
		const end = cursor.offset + size;
		const pieces = readPieces(cursor, end);
		yield {
			name,
			size,
			kind: extension.sparse ? sparse : kindOf$1(type, name),
			offset,
			pieces
		};
		await cursor.skip(end - cursor.offset + padding(size), `'${name}' in a tar archive`);
		extension = {};
		extensionBytes = 0;
	}
}
const sparse = { other: "a sparse file" };
function kindOf$1(type, name) {
	if (type === "\0") return name.endsWith("/") ? "folder" : "file";
	if (type === "0" || type === "7") return "file";
	if (type === "5") return "folder";
	if (type === "S") return sparse;
	return { other: others[type] ?? `of the unknown type '${type}'` };
}
const others = {
	"1": "a hard link",
	"2": "a symbolic link",
	"3": "a device",
	"4": "a device",
	"6": "a pipe"
};
const padding = (size) => (block - size % block) % block;
async function* readPieces(cursor, end) {
	while (cursor.offset < end) {
		await cursor.require(1, "a tar archive");
		yield cursor.take(Math.min(cursor.available, end - cursor.offset));
	}
}
function verify$1(header, offset) {
	let sum = 0;
	for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 32 : byte;
	if (sum !== readNumber(header.subarray(148, 156), offset + 148)) throw new Unreadable("is no tar archive, or one with a damaged header", offset);
}
function readNumber(field, offset) {
	const text = textOf(field).trim();
	const value = ((field[0] ?? 0) & 128) === 0 ? Number.parseInt(text === "" ? "0" : text, 8) : field.readUInt8(0) === 128 ? Number(`0x${field.subarray(1).toString("hex")}`) : NaN;
	if (Number.isSafeInteger(value)) return value;
	throw new Unreadable("is no tar archive, or one with a number that is none", offset);
}
function readName(header) {
	const name = textOf(header.subarray(0, 100));
	const prefix = header[262] === 0 && looksLikeTar(header) ? textOf(header.subarray(345, 500)) : "";
	return prefix === "" ? name : `${prefix}/${name}`;
}
function extend(before, type, data, offset) {
	if (type === "K") return before;
	if (type === "L") return {
		...before,
		name: textOf(data)
	};
	const records = readRecords(data, offset + block);
	const name = records.get("path");
	const size = records.get("size");
	if (type === "g" && (name !== void 0 || size !== void 0)) throw new Unreadable("is a tar archive that gives all its entries one name or size", offset);
	return {
		...before,
		...name !== void 0 && { name },
		...size !== void 0 && { size: readSize(size, offset) },
		...[...records.keys()].some((key) => key.startsWith("GNU.sparse.")) && { sparse: true }
	};
}
function readSize(text, offset) {
	const size = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
	if (Number.isSafeInteger(size)) return size;
	throw new Unreadable(`is a tar archive that says '${text.slice(0, 20)}' for a size`, offset);
}
function readRecords(data, offset) {
	const records = new Map();
	for (let at = 0; at < data.byteLength;) {
		const space = data.indexOf(32, at);
		const length = /^\d{1,7}$/.exec(data.toString("latin1", at, Math.max(at, space)));
		const end = at + Number(length?.[0] ?? 0);
		const equals = data.indexOf(61, space);
		if (equals < 0 || equals >= end || data[end - 1] !== 10) throw new Unreadable("is a tar archive with a damaged extended header", offset + at);
		records.set(data.toString("utf8", space + 1, equals), data.toString("utf8", equals + 1, end - 1));
		at = end;
	}
	return records;
}
function textOf(field) {
	const end = field.indexOf(0);
	return field.toString("utf8", 0, end < 0 ? field.byteLength : end);
}
async function readEnd(cursor) {
	const from = cursor.offset;
	while (await cursor.ready(1) > 0) {
		cursor.take(cursor.available);
		if (cursor.offset - from > mostPadding) throw new Unreadable("is a tar archive that goes on after its end", from);
	}
}
// src/model/archive.ts
const mostFiles$1 = 1500;
const mostEntries = 1e5;
const GiB = 2 ** 30;
const mostBytes = 64 * GiB;
const harmless = GiB;
const largestRatio = 1e3;
function recognisesArchive(head, name) {
	if (looksLikeZip(head) || looksLikeTar(head)) return true;
	if (compressionOf(head) === "none") return /\.tar$/i.test(name);
	return /\.(tar\.\w+|tgz|tbz2?|txz|tlz)$/i.test(name);
}
function isModelZip(names) {
	if (names.size === 0) return false;
	const all = [...names];
	const inTop = (file) => all.some((name) => name.split("/").length === 2 && name.endsWith(`/${file}`));
	return inTop("data.pkl") && inTop("version") || names.has("serialized_exported_program.json") || inTop("archive_format") || names.has("config.json") && names.has("metadata.json") && all.some(isKerasWeights) || names.has("schema.json") && all.every((name) => !name.includes("/")) || all.every((name) => name.endsWith(".npy"));
}
const isKerasWeights = (name) => /^model\.weights\.(h5|npz|json)$/.test(name);
function unpackArchive(file, into, signal, watch = () => {}) {
	return opened(file, async (bytes) => {
		const unpacking = new Unpacking(bytes.size, into, signal, watch);
		if (looksLikeZip(await bytes.read(0, 4))) await unpackZip(bytes, unpacking);
		else await unpackTar(bytes, unpacking);
		if (unpacking.files === 0) throw new Unreadable("is an archive that holds no files");
	});
}
async function unpackZip(bytes, unpacking) {
	const zip = await readZip(bytes);
	const ahead = new Bounds(bytes.size);
	for (const entry of zip.entries.values()) ahead.count(entry, !isMacMetadata(entry.name));
	for (const entry of zip.entries.values()) {
		if (entry.kind !== "file") throw refused(entry, entry.kind.other);
		await unpacking.take(entry, async function* () {
			const stream = await zip.stream(entry);
			for (let piece = await stream.next(); piece; piece = await stream.next()) yield piece;
		});
	}
}
async function unpackTar(bytes, unpacking) {
	const { stream } = await decompressed(bytes);
	const entries = readTar(new Cursor(stoppable(stream, unpacking.signal)));
	for await (const entry of entries) {
		if (typeof entry.kind === "object") throw refused(entry, entry.kind.other);
		await unpacking.take(entry, entry.kind === "file" ? () => entry.pieces : void 0);
	}
}
const refused = ({ name, offset }, what) => new Unreadable(`holds '${name}', ${what}: only files and folders are unpacked`, offset);
const stoppable = (stream, signal) => ({ next() {
	signal.throwIfAborted();
	return stream.next();
} });
var Unpacking = class {
	signal;
	names = new ArchiveNames();
	bounds;
	into;
	watch;
	constructor(packed, into, signal, watch) {
		this.bounds = new Bounds(packed);
		this.into = into;
		this.signal = signal;
		this.watch = watch;
	}
	get files() {
		return this.bounds.files;
	}
	async take(entry, pieces) {
		const written = pieces !== void 0 && !isMacMetadata(entry.name);
		this.bounds.count(entry, written);
		if (!written) return;
		const path = join(this.into, this.names.add(entry.name, entry.offset));
		await mkdir(dirname(path), { recursive: true });
		const handle = await create(path, entry);
		try {
			for await (const piece of pieces()) {
				this.signal.throwIfAborted();
				await handle.writeFile(piece);
				this.watch(piece.byteLength);
			}
		} finally {
			await handle.close();
		}
	}
};
var Bounds = class {
	files = 0;
	packed;
	entries = 0;
	bytes = 0;
	constructor(packed) {
		this.packed = packed;
	}
	count({ name, size, offset }, written) {
		this.entries += 1;
		this.files += written ? 1 : 0;
		this.bytes += size;
		const refuse = (why) => new Unreadable(`${why} with '${name}'`, offset);
		if (this.entries > mostEntries) throw refuse(`goes beyond ${mostEntries} entries`);
		if (this.files > mostFiles$1) throw refuse(`goes beyond the ${mostFiles$1} files that Azure takes`);
		if (this.bytes > mostBytes) throw refuse(`goes beyond ${mostBytes / GiB} GiB`);
		if (this.bytes > harmless && this.bytes > largestRatio * this.packed) throw refuse(`goes beyond ${largestRatio} times its ${this.packed} bytes`);
	}
};
async function create(path, { name, offset }) {
	try {
		return await open(path, "wx");
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
		throw new Unreadable(`holds '${name}', which is another file's name here`, offset);
	}
}
const isMacMetadata = (name) => /(^|\/)(\._[^/]*$|__MACOSX\/)/.test(name);
// src/model/unpacked.ts
async function unpacked(content, scratch, signal) {
	const [file] = content.files;
	if (content.kind !== "file" || !file || !await isArchive(file)) return void 0;
	const folder = join(await mkdtemp(join(scratch, "model-")), withoutEnding(content.name));
	await mkdir(folder);
	await unpackArchive(file, folder, signal);
	const names = await readdir(folder);
	if (ofOldTorch.every((name) => names.includes(name))) throw new Unreadable("is a tar archive as PyTorch wrote them before 0.1.10: load it with torch.load and save it again with torch.save");
	const [only, ...more] = names;
	return listContent(only !== void 0 && more.length === 0 ? join(folder, only) : folder, { ignoreFiles: [] });
}
const ofOldTorch = [
	"sys_info",
	"pickle",
	"storages",
	"tensors"
];
const isArchive = (file) => opened(file, async (bytes) => {
	const head = await bytes.read(0, 4096);
	if (looksLikeZip(head)) {
		const { entries } = await readZip(bytes);
		return !isModelZip(new Set(entries.keys()));
	}
	return recognisesArchive(head, file.path) || await holdsTar(bytes);
});
async function holdsTar(bytes) {
	try {
		const { stream, compression } = await decompressed(bytes);
		if (compression === "none") return false;
		const cursor = new Cursor(stream);
		return looksLikeTar(cursor.take(Math.min(512, await cursor.ready(512))));
	} catch {
		return false;
	}
}
const withoutEnding = (name) => basename(name).replace(/(\.tar)?\.(zip|tar|gz|tgz|bz2|tbz2?|xz|txz|lzma|tlz|lz4)$/i, "") || "model";
// src/model/model.ts
async function inspectModel(path, how) {
	try {
		return await inspect(path, how);
	} catch (error) {
		throw isOfSystem(error) ? inaccessible(path, error) : error;
	}
}
const isOfSystem = (error) => error instanceof Error && "syscall" in error && "code" in error && error.code !== "ENOENT";
const inaccessible = (path, cause) => new ActionError({
	code: "model-unreadable",
	message: `'model-path' is '${printable(path)}': ${printable(cause.message)}`,
	hint: "Check the permissions of what is there (a container that ran as root leaves files that nobody else may read) and the room on the disk.",
	cause
});
async function inspect(path, how) {
	const { scratch, unpack, signal, watch = () => () => {} } = how;
	const given = await listContent(path, { ignoreFiles: [".amlignore"] });
	refuseEmpty(given, path);
	const inside = await readable(given.name, () => unpacked(given, scratch, signal));
	const content = unpack && inside.ok && inside.value ? inside.value : given;
	refuseEmpty(content, path);
	refuseMany(content, path);
	await refusePointers(content);
	const [digested, reading] = await together$1(signal, [(signal) => digest(content, signal, watch(content.bytes)), async (signal) => inside.ok ? readModel(inside.value ?? content, signal) : {
		failure: inside.failure,
		findings: []
	}]);
	const whole = {
		content: digested,
		reading,
		...content === given ? {} : { archive: given }
	};
	return facts(unpack && reading.description?.format === "triton" ? repositoryOf(whole) : whole);
}
const facts = ({ content, archive, reading }) => ({
	kind: "local",
	content,
	...archive ? { archive } : {},
	digest: content.digest,
	mount: content.name,
	type: typeOf(content, reading),
	reading
});
function repositoryOf(read) {
	const { content, reading } = read;
	const { description } = reading;
	if (!description) return read;
	return {
		...read,
		content: subfolder(content, description.path, "models"),
		reading: {
			...reading,
			description: {
				...description,
				path: ""
			}
		}
	};
}
function refuseEmpty(content, path) {
	if (content.files.length === 0) throw new ActionError({
		code: "model-empty",
		message: `'model-path' is '${printable(path)}': the folder holds no files`,
		hint: "Check that the training step wrote the model there, and that .amlignore does not leave everything out."
	});
	if (content.bytes === 0) throw new ActionError({
		code: "model-empty",
		message: `'model-path' is '${printable(path)}': 0 bytes`,
		hint: "Check that the training step finished writing the model (and, for Git LFS, that the checkout has lfs: true)."
	});
}
function refuseMany(content, path) {
	if (content.files.length <= mostFiles) return;
	throw new ActionError({
		code: "model-unreadable",
		message: `'model-path' is '${printable(path)}': ${content.files.length} files, and Azure takes at most ${mostFiles} in one model`,
		hint: "Point 'model-path' at less (an .amlignore in the folder leaves files out), or pack the folder."
	});
}
function typeOf(content, { description }) {
	if (content.kind === "folder" && content.files.some((file) => file.path === "MLmodel")) return "mlflow_model";
	return description?.format === "triton" ? "triton_model" : "custom_model";
}
const mostFiles = 1500;
async function refusePointers(content) {
	for (const { path, bytes, source } of content.files) {
		if (source.kind !== "disk" || bytes > 1024) continue;
		if (!(await readFile(source.path, "latin1")).startsWith("version https://git-lfs.github.com/spec/")) continue;
		throw new ActionError({
			code: "model-unreadable",
			message: `'${printable(path)}' is a Git LFS pointer, not the file itself`,
			hint: "Check the repository out with lfs: true (actions/checkout)."
		});
	}
}
// src/modes/model.ts
async function readLocalModel({ path, unpack }, { log, scratch }, signal) {
	let progress;
	try {
		return await inspectModel(path, {
			scratch,
			unpack,
			signal,
			watch(total) {
				progress = startProgress(log, "reading the model", total);
				return progress.add;
			}
		});
	} finally {
		progress?.stop();
	}
}
// src/plan/preflight.ts
const serverMB = 100;
const headroom = 1.5;
const memorySteps = [
	1,
	2,
	4,
	8,
	16,
	32,
	64,
	128,
	256,
	512
];
const absurd = 8;
const manyCpus = 8;
const quickMs = 100;
function suggestSize({ memoryMB }, workers) {
	if (memoryMB === void 0) return void 0;
	const needed = (memoryMB * workers * headroom + serverMB) / 1024;
	return {
		cpu: workers,
		memory: memorySteps.find((step) => step >= needed) ?? Math.ceil(needed)
	};
}
function compareWithSize(measured, { cpu, memory }, workers = 1) {
	const notes = [];
	const suggested = suggestSize(measured, workers);
	if (suggested && measured.memoryMB !== void 0) {
		const taken = measured.memoryMB * workers + serverMB;
		const what = `the service took ${inGB(taken)} GB on the runner (${workers} × ${inGB(measured.memoryMB)} GB, and ${inGB(serverMB)} GB for the server itself)`;
		if (memory * 1024 < taken) notes.push({
			level: "warning",
			text: `${inGB(memory * 1024)} GB of memory are too little: ${what}. With headroom, ${suggested.memory} GB would do`
		});
		else if (memory >= absurd * suggested.memory) notes.push({
			level: "hint",
			text: `${inGB(memory * 1024)} GB of memory are far more than needed: ${what}. With headroom, ${suggested.memory} GB would do`
		});
	}
	const { p95Ms } = measured;
	if (p95Ms !== void 0 && p95Ms <= quickMs && cpu >= manyCpus * workers) notes.push({
		level: "hint",
		text: `${cpu} vCPUs are far more than needed: answers took ${Math.round(p95Ms)} ms on the runner, and an instance works on ${workers} at once`
	});
	return notes;
}
const inGB = (megabytes) => (megabytes / 1024).toFixed(2);
const givenSize = ({ cpu, memory }) => cpu === "auto" || memory === "auto" ? void 0 : {
	cpu,
	memory
};
function withSize(wish, size) {
	const { cpu, memory } = wish.compute;
	return {
		...wish,
		compute: {
			...wish.compute,
			cpu: cpu === "auto" ? size.cpu : cpu,
			memory: memory === "auto" ? size.memory : memory
		}
	};
}
function workersOf({ container }) {
	const count = Number(container.environmentVariables["WORKER_COUNT"]);
	return Number.isInteger(count) && count > 0 ? count : 1;
}
// src/preflight/ask.ts
const times = 5;
async function ask$2(url, cases, timeoutMs, signal) {
	const reports = [];
	for (const test of cases) {
		const answers = [];
		for (let time = 0; time < times; time++) {
			const answer = await send$1(`${url}/score`, test, timeoutMs, signal);
			answers.push(answer);
			if (!judgeAnswer(test, answer).passed) break;
		}
		const summary = report(test, answers);
		const verdict = judge$1(summary);
		if (!verdict.passed) throw new ActionError({
			code: verdict.code,
			message: `the service was run on this runner and answered wrongly: ${verdict.message}`,
			hint: hints[verdict.code]
		});
		reports.push(summary);
	}
	return reports;
}
const hints = {
	"smoke-error": "Check that 'smoke-request' is what the scoring script expects, and the log above.",
	"smoke-wrong-answer": "Either the model or 'smoke-expect' is wrong.",
	"smoke-too-slow": ""
};
async function send$1(url, test, timeoutMs, signal) {
	const started = performance.now();
	const patience = AbortSignal.timeout(timeoutMs);
	try {
		const response = await fetch(url, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: test.body,
			signal: AbortSignal.any([signal, patience])
		});
		const text = await response.text();
		return {
			status: response.status,
			text,
			latencyMs: performance.now() - started
		};
	} catch (cause) {
		signal.throwIfAborted();
		const seconds = timeoutMs / 1e3;
		throw new ActionError({
			code: "preflight-failed",
			message: patience.aborted ? `${test.name}: the service on this runner gave no answer within ${seconds} s` : `${test.name}: the service on this runner broke off the connection`,
			hint: patience.aborted ? "Raise 'request-timeout', or make the model answer sooner; with 'preflight: off' only Azure's answer counts." : "The server ended while it answered: its log above may say why.",
			cause
		});
	}
}
// src/preflight/child.ts
const windows = process.platform === "win32";
async function run$1([program = "", ...args], { variables, signal }) {
	signal.throwIfAborted();
	const child = spawn(program, args, {
		env: variables,
		stdio: [
			"ignore",
			"pipe",
			"pipe"
		],
		detached: !windows,
		windowsHide: true
	});
	const output = keepOutput(child.stdout, child.stderr);
	const stop = () => stopTree(child);
	signal.addEventListener("abort", stop, { once: true });
	try {
		const code = await ended(child);
		signal.throwIfAborted();
		return {
			code,
			output: output()
		};
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
const ended = (child) => new Promise((resolve) => {
	child.once("error", () => resolve(127));
	child.once("close", (code) => resolve(code ?? 1));
	child.once("exit", () => setTimeout(() => closePipes(child), longestSilenceMs).unref());
});
const longestSilenceMs = 2e3;
function closePipes({ stdout, stderr }) {
	stdout?.destroy();
	stderr?.destroy();
}
function keepOutput(...streams) {
	let kept = "";
	for (const stream of streams) stream.setEncoding("utf8").on("data", (text) => {
		kept = (kept + text).slice(-2e5);
	});
	return () => kept;
}
function stopTree({ pid }) {
	if (pid === void 0) return;
	if (windows) {
		spawn("taskkill", [
			"/pid",
			String(pid),
			"/t",
			"/f"
		], { stdio: "ignore" }).on("error", () => {});
		return;
	}
	try {
		process.kill(-pid, "SIGKILL");
	} catch {}
}
// src/preflight/container.ts
const appRoot = "/var/azureml-app";
async function layOut(mounts, scratch) {
	await mkdir(scratch, { recursive: true });
	const root = await realpath(await mkdtemp(join(scratch, "preflight-")));
	const { code, scoringScript, model, modelName } = mounts;
	const app = join(root, appRoot);
	const modelDirectory = join(app, "azureml-models", modelName, "1");
	const home = join(root, "home");
	await mkdir(home);
	for (const file of code.files) await place(file, join(app, code.name, file.path), copyFile);
	const modelRoot = model.kind === "file" ? modelDirectory : join(modelDirectory, model.name);
	for (const file of model.files) await place(file, join(modelRoot, file.path), linkOrCopy);
	const script = join(app, code.name, scoringScript);
	return {
		root,
		folder: dirname(script),
		script: basename(script),
		modelDirectory,
		home
	};
}
const remove$2 = ({ root }) => rm(root, {
	recursive: true,
	force: true,
	maxRetries: 5
}).catch(() => {});
const withRoot = (value, { root }) => value.replaceAll(appRoot, join(root, appRoot));
function withoutRoot(log, { root }) {
	if (!windows) return log.replaceAll(root, "");
	return log.replaceAll(root.replaceAll("\\", "\\\\"), "").replaceAll(root, "").replace(/\\+var\\+azureml-app[^"'\n]*/g, (path) => path.replace(/\\+/g, "/"));
}
async function place({ source }, path, put) {
	await mkdir(dirname(path), { recursive: true });
	if (source.kind === "memory") await writeFile(path, source.data);
	else await put(await realpath(source.path), path);
}
const linkOrCopy = (from, to) => link(from, to).catch(() => symlink(from, to)).catch(() => copyFile(from, to));
// src/preflight/install.ts
async function install({ folder, python }, { lines, exact }, maker, options) {
	const created = await run$1(maker.uv ? [
		"uv",
		"venv",
		"--quiet",
		"--python",
		maker.python,
		folder
	] : [
		maker.python,
		"-m",
		"venv",
		folder
	], options);
	if (created.code !== 0) return { unable: `Python ${maker.python} made no environment: ${complaintOf(created.output)}` };
	const file = join(folder, "requirements.txt");
	await writeFile(file, `${lines.join("\n")}\n`);
	if (maker.uv) {
		const uv = withUv(python, options);
		if ((await uv(...[
			"--index-strategy",
			"unsafe-best-match",
			"--compile-bytecode"
		], "-r", file)).code === 0) return void 0;
		const pip = await uv("pip");
		if (pip.code !== 0) return { unable: `pip could not be had: ${complaintOf(pip.output)}` };
	}
	const reachable = await withoutDeadIndexes(python, lines, options);
	await writeFile(file, `${reachable.join("\n")}\n`);
	const { code, output } = await run$1([
		python,
		"-m",
		"pip",
		"install",
		...brisk,
		"-r",
		file
	], options);
	return code === 0 ? void 0 : understand(output, exact);
}
async function withoutDeadIndexes(python, lines, { log, ...options }) {
	const dead = new Set();
	for (const line of lines) {
		const index = /^--extra-index-url[ =](\S+)$/.exec(line)?.[1];
		if (index === void 0 || await answers(python, index, options)) continue;
		dead.add(line);
		log.warning(`preflight: ${index} cannot be reached from this runner: taking the packages from the other indexes, whose builds may bring gigabytes for GPUs. To avoid that, let the runner reach it, name a mirror in PIP_EXTRA_INDEX_URL, or set 'preflight: off'.`);
	}
	return lines.filter((line) => !dead.has(line));
}
async function answers(python, index, options) {
	const ask = [
		"index",
		"versions",
		"pip",
		"--index-url",
		index
	];
	const brisk = [
		"--disable-pip-version-check",
		"--no-input",
		"--retries=1",
		"--timeout=10"
	];
	const { code, output } = await run$1([
		python,
		"-m",
		"pip",
		...ask,
		...brisk
	], options);
	return code === 0 || !network$1.test(output);
}
const brisk = [
	"--disable-pip-version-check",
	"--no-input",
	"--progress-bar=off",
	"--retries=2",
	"--timeout=15"
];
function withUv(python, options) {
	const { PIP_INDEX_URL, PIP_EXTRA_INDEX_URL, PIP_FIND_LINKS, PIP_CERT } = options.variables;
	const variables = {
		...PIP_INDEX_URL ? { UV_DEFAULT_INDEX: PIP_INDEX_URL } : {},
		...PIP_EXTRA_INDEX_URL ? { UV_INDEX: PIP_EXTRA_INDEX_URL } : {},
		...PIP_FIND_LINKS ? { UV_FIND_LINKS: PIP_FIND_LINKS } : {},
		...PIP_CERT ? { SSL_CERT_FILE: PIP_CERT } : {},
		UV_HTTP_TIMEOUT: "15",
		UV_HTTP_RETRIES: "2",
		...options.variables
	};
	const install = [
		"uv",
		"pip",
		"install",
		"--quiet",
		"--python",
		python
	];
	return (...args) => run$1([...install, ...args], {
		...options,
		variables
	});
}
function understand(output, exact) {
	const complaint = complaintOf(output);
	const alike = process.platform === "linux" && process.arch === "x64";
	if (!exact || !alike || network$1.test(output) || !unresolvable.test(output)) return { unable: `its packages could not be installed: ${complaint}` };
	throw new ActionError({
		code: "preflight-failed",
		message: `the environment of the service cannot be made: ${complaint}`,
		hint: "Correct the package or version in the conda file, or 'framework-version': the build of the image would fail in the same way."
	});
}
const network$1 = /Max retries exceeded|NewConnectionError|ConnectTimeout|ReadTimeout|Read timed out|ProxyError|SSLError|name resolution|getaddrinfo|Connection (refused|reset|aborted|broken)|HTTP error|\d{3} (Client|Server) Error/i;
const unresolvable = /^ERROR: (No matching distribution found|ResolutionImpossible|Invalid requirement|Cannot install .* conflicting dependencies)/m;
function complaintOf(output) {
	const lines = output.split(/\r?\n/).filter((line) => line.trim() !== "");
	const first = lines.findIndex((line) => /^error:/i.test(line));
	const errors = first < 0 ? lines.slice(-1) : lines.slice(first, first + 15);
	const needless = /^\[notice\]|^ERROR: (Could not find a version|ResolutionImpossible)/;
	return errors.filter((line) => !needless.test(line)).map((line) => line.replace(/^error: /i, "").slice(0, 300)).join("\n");
}
// src/preflight/environment.ts
async function provideEnvironment(requirements, maker, cache, options) {
	await mkdir(cache, { recursive: true });
	const marker = join(cache, `${digestOf(requirements, maker)}${published}`);
	const made = await findMade(cache, marker, options);
	if (made) return made;
	await removeUnused(cache);
	const name = randomUUID();
	const environment = environmentIn(join(cache, name));
	try {
		const unable = await install(environment, requirements, maker, options);
		if (unable) {
			await remove$1(environment.folder);
			return unable;
		}
	} catch (error) {
		await remove$1(environment.folder);
		throw error;
	}
	await writeFile(`${marker}.${name}`, name);
	await rename(`${marker}.${name}`, marker);
	return environment;
}
const programOf$1 = ({ folder }, name) => windows ? join(folder, "Scripts", `${name}.exe`) : join(folder, "bin", name);
const published = ".made";
const environmentIn = (folder) => ({
	folder,
	python: programOf$1({ folder }, "python")
});
const digestOf = ({ python, lines }, maker) => createHash("sha256").update(JSON.stringify([
	python,
	lines,
	maker.python,
	process.platform,
	process.arch
])).digest("hex").slice(0, 16);
const readMarker = (marker) => readFile(marker, "utf8").catch(() => "");
async function findMade(cache, marker, options) {
	const name = await readMarker(marker);
	if (name === "") return void 0;
	const environment = environmentIn(join(cache, name));
	const { code } = await run$1([
		environment.python,
		"-I",
		"-c",
		""
	], options);
	if (code !== 0) return void 0;
	const now = new Date();
	await utimes(marker, now, now).catch(() => {});
	return environment;
}
const keptMs = 12096e5;
async function removeUnused(cache) {
	const names = await readdir(cache);
	const isOld = async (name) => {
		const info = await stat(join(cache, name)).catch(() => void 0);
		return info !== void 0 && Date.now() - info.mtimeMs > keptMs;
	};
	const inUse = new Set();
	for (const marker of names.filter((name) => name.endsWith(published))) if (await isOld(marker)) await remove$1(join(cache, marker));
	else inUse.add(marker).add(await readMarker(join(cache, marker)));
	for (const name of names) if (!inUse.has(name) && await isOld(name)) await remove$1(join(cache, name));
}
const remove$1 = (path) => rm(path, {
	recursive: true,
	force: true,
	maxRetries: 5
}).catch(() => {});
// src/preflight/failure.ts
const notReady = (start, deadlineMs) => new ActionError({
	code: "preflight-failed",
	message: start === "ended" ? "the service does not start: its server ended before it was ready" : `the service did not get ready within ${formatTime(deadlineMs)} on this runner`,
	hint: "The log above has what the server said. If it is this runner's fault, 'preflight: off' goes without."
});
function explain$1(error, serverLog, code, log) {
	if (!(error instanceof ActionError)) return error;
	if (serverLog.trim() !== "") log.block("Log of the scoring server on this runner", serverLog);
	const logs = [{
		title: "Log of the scoring server on this runner",
		text: serverLog.trim()
	}];
	const said = complaint(serverLog);
	if (said === void 0 || error.code === "smoke-wrong-answer") return new ActionError({
		...error.failure,
		logs,
		cause: error
	});
	const traceback = firstTraceback(serverLog);
	const remedy = remedyFor(said);
	const place = traceback && ownPlace(traceback, code);
	return new ActionError({
		...error.failure,
		message: `${error.failure.message}\n${traceback?.text ?? said}`,
		...remedy === void 0 ? {} : { hint: remedy },
		...place === void 0 ? {} : { place },
		logs,
		cause: error
	});
}
function ownPlace(traceback, code) {
	const place = placeInCode(traceback, code.name, ".");
	const file = code.files.find(({ path }) => path === place?.file);
	if (!place || file?.source.kind !== "disk") return void 0;
	return {
		...place,
		file: relative("", file.source.path).replaceAll("\\", "/")
	};
}
// src/preflight/python.ts
async function findPython(version, environment, options) {
	const says = async (...command) => {
		const { code, output } = await run$1(command, options);
		return code === 0 ? output.trim() : "";
	};
	const uv = (await says("uv", "--version")).startsWith("uv ");
	const script = `import sys${uv ? "" : ", venv, ensurepip"}
print("%d.%d|%s" % (sys.version_info[0], sys.version_info[1], sys.executable))`;
	for (const command of await candidates(version, environment)) {
		const [found, python] = (await says(...command, "-c", script)).split("|");
		if (found === version && python) return {
			uv,
			python
		};
	}
	return uv ? {
		uv,
		python: version
	} : void 0;
}
async function candidates(version, environment) {
	const { pythonLocation, RUNNER_TOOL_CACHE, PYENV_ROOT, HOME } = environment;
	const onPath = windows ? [
		["py", `-${version}`],
		["python"],
		["python3"]
	] : [
		[`python${version}`],
		["python3"],
		["python"]
	];
	const tools = RUNNER_TOOL_CACHE && join(RUNNER_TOOL_CACHE, "Python");
	const pyenv = join(PYENV_ROOT ?? join(HOME ?? "", ".pyenv"), "versions");
	const installed = [...tools ? await versionsIn(tools, version, process.arch) : [], ...await versionsIn(pyenv, version, "")];
	const interpreter = windows ? "python.exe" : join("bin", "python3");
	const inFolder = (folder) => [join(folder, interpreter)];
	return [
		...pythonLocation ? [inFolder(pythonLocation)] : [],
		...onPath,
		...installed.map(inFolder)
	];
}
async function versionsIn(folder, minor, below) {
	const entries = await readdir(folder).catch(() => []);
	const patch = (name) => Number.parseInt(name.split(".")[2] ?? "0", 10);
	return entries.filter((name) => name.startsWith(`${minor}.`)).sort((a, b) => patch(b) - patch(a)).map((name) => join(folder, name, below));
}
// src/preflight/requirements.ts
const names$1 = {
	"matplotlib-base": "matplotlib",
	"msgpack-python": "msgpack",
	opencv: "opencv-python-headless",
	"py-opencv": "opencv-python-headless",
	"py-xgboost": "xgboost",
	"py-xgboost-cpu": "xgboost",
	pytorch: "torch",
	"pytorch-cpu": "torch"
};
const native = /^(_\w+|blas|bzip2|ca-certificates|cpuonly|cudatoolkit|g(cc|xx)(_\S+)?|lib(blas|cblas|gcc|gfortran|gomp|lapack|openblas|stdcxx|xgboost)(-ng|5)?|mkl|nomkl|openblas|openssl|pytorch-mutex|sqlite|xz|zlib)$/;
function requirementsOf(environment) {
	if (environment.kind === "existing") return `the environment '${environment.name}' is registered in Azure, and only there`;
	if (environment.condaFile === void 0) return `the environment is the image ${environment.image}, which this runner has not`;
	if (!environment.image.startsWith("mcr.microsoft.com/azureml/")) return `the environment is built on the image ${environment.image}, which this runner has not`;
	return readCondaFile(environment.condaFile);
}
function readCondaFile(text) {
	const dependencies = listDependencies(text);
	if (typeof dependencies === "string") return dependencies;
	const pip = [];
	const conda = [];
	let python;
	let ownPip = false;
	for (const entry of dependencies) {
		if (isPipSection(entry)) {
			pip.push(...entry.pip.map(String));
			continue;
		}
		const spec = typeof entry === "string" ? readSpec(entry) : void 0;
		if (!spec) return `the conda file has an entry that pip has no words for: ${JSON.stringify(entry)}`;
		if (spec.name === "python") python = readPython(spec.constraint);
		else if (spec.name === "pip") ownPip = true;
		else if (!native.test(spec.name)) conda.push((names$1[spec.name] ?? spec.name) + spec.constraint);
	}
	if (python === void 0) return "the conda file does not say which Python, such as 'python=3.12', and another one than the container's would prove little";
	const file = pip.find((line) => /^(-r|-c|-e|--requirement|--constraint|--editable|\.)/.test(line));
	if (file !== void 0) return `the conda file names a file that is not at hand: ${file}`;
	const listed = [...pip, ...conda];
	const missing = (ownPip ? broughtByPip(python) : []).filter((name) => !listed.some((line) => nameOf$2(line) === name));
	return {
		python,
		lines: [...listed, ...missing],
		exact: conda.length === 0
	};
}
function listDependencies(text) {
	let content;
	try {
		content = (0, import_dist.parse)(text);
	} catch (error) {
		return `the conda file is not YAML: ${reasonOf(error)}`;
	}
	if (typeof content === "object" && content !== null && "dependencies" in content) {
		if (Array.isArray(content.dependencies)) return content.dependencies;
	}
	return "the conda file lists no dependencies";
}
const isPipSection = (entry) => typeof entry === "object" && entry !== null && "pip" in entry && Array.isArray(entry.pip);
const nameOf$2 = (line) => /^[\w.-]+/.exec(line)?.[0].toLowerCase();
function readPython(constraint) {
	return /^(?:==|~=)(3\.\d+)(?:\.[\d*]+)*$/.exec(constraint)?.[1];
}
const broughtByPip = (python) => Number(python.split(".")[1]) < 13 ? ["setuptools", "wheel"] : [];
function readSpec(text) {
	const bare = text.trim().replace(/^[\w./-]+::/, "");
	const [, found, rest = ""] = /^([A-Za-z0-9_][\w.-]*)\s*(.*)$/.exec(bare) ?? [];
	if (found === void 0) return void 0;
	const name = found.toLowerCase();
	const version = rest.trim();
	if (/^(=*\*)?$/.test(version)) return {
		name,
		constraint: ""
	};
	const [, operator, wanted] = /^(={0,2})\s*([\w.!+*]+)([=\s]\S+)?$/.exec(version) ?? [];
	if (wanted !== void 0) return {
		name,
		constraint: `==${wanted}${operator === "=" && /^\d+(\.\d+)*$/.test(wanted) ? ".*" : ""}`
	};
	return /^[<>=!~][\w\s.,*!<>=~+]*$/.test(version) ? {
		name,
		constraint: version.replace(/\s+/g, "")
	} : void 0;
}
// src/templates.ts
const urlOf = (name) => new URL(`./templates/${name}`, import.meta.url);
const readTemplate = (name) => readFile(urlOf(name), "utf8");
const templatePath = (name) => fileURLToPath(urlOf(name));
// src/preflight/server.ts
async function startServer(environment, container, variables, own) {
	const port = await freePort();
	const command = [
		programOf$1(environment, "azmlinfsrv"),
		"--entry_script",
		container.script,
		"--port",
		String(port)
	];
	const child = spawn(environment.python, [
		"-I",
		templatePath("supervise.py"),
		...command
	], {
		cwd: container.folder,
		env: serverEnvironment(environment, container, variables, own),
		stdio: [
			"pipe",
			"pipe",
			"pipe"
		],
		detached: !windows,
		windowsHide: true
	});
	child.stdin.on("error", () => {});
	const printed = keepOutput(child.stderr);
	const reported = keepOutput(child.stdout);
	const exited = ended(child);
	return {
		url: `http://127.0.0.1:${port}`,
		exited,
		log: () => withoutRoot(printed().replaceAll(environment.folder, ""), container),
		async stop() {
			child.stdin.end();
			await exited;
			const peak = /"peak": (\d+)/.exec(reported())?.[1];
			return peak === void 0 ? {} : { memoryMB: Number(peak) / 2 ** 20 };
		}
	};
}
function serverEnvironment(environment, container, variables, own) {
	const { folder, script, modelDirectory, home } = container;
	const { PATH, Path, ...others } = variables;
	const given = Object.entries(own).map(([name, value]) => [name, withRoot(value, container)]);
	return {
		...others,
		PATH: [dirname(environment.python), PATH ?? Path].join(delimiter),
		HOME: home,
		USERPROFILE: home,
		PYTHONUNBUFFERED: "1",
		PYTHONUTF8: "1",
		AML_APP_ROOT: folder,
		AZUREML_MODEL_DIR: modelDirectory,
		AZUREML_ENTRY_SCRIPT: script,
		AZUREML_CONDA_ENVIRONMENT_PATH: environment.folder,
		...Object.fromEntries(given)
	};
}
const askEveryMs$1 = 200;
async function untilReady({ url, exited }, deadlineMs, signal) {
	const over = exited.then(() => "ended");
	const patience = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
	while (!patience.aborted) {
		const asked = fetch(url, { signal: patience }).then(({ ok }) => ok ? "ready" : void 0, () => void 0);
		const start = await Promise.race([over, asked]) ?? await Promise.race([over, pause()]);
		if (start) return start;
	}
	signal.throwIfAborted();
	return "too-slow";
}
const pause = () => setTimeout$1(askEveryMs$1, void 0);
async function freePort() {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (address === null || typeof address === "string") throw new Error("no TCP port is free");
	return address.port;
}
// src/preflight/variables.ts
const machine = new Set(`PATH LANG LC_ALL TZ TMPDIR TEMP TMP LD_LIBRARY_PATH DYLD_LIBRARY_PATH
  SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT PROGRAMDATA PROGRAMFILES NUMBER_OF_PROCESSORS
  PROCESSOR_ARCHITECTURE`.split(/\s+/));
const network = new Set(`HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE
  CURL_CA_BUNDLE`.split(/\s+/));
const home = new Set(`HOME USERPROFILE APPDATA LOCALAPPDATA XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME PYENV_ROOT
  NETRC`.split(/\s+/));
const installer = /^(PIP_(?!USER$|TARGET$|PREFIX$|ROOT$)|UV_(?!PUBLISH_|SYSTEM_PYTHON$|PYTHON$|PROJECT))/;
const only = (variables, passes) => Object.fromEntries(Object.entries(variables).filter(([name]) => passes(name.toUpperCase())));
const serverVariables = (variables) => only(variables, (name) => machine.has(name) || network.has(name));
const installerVariables = (variables) => only(variables, (name) => machine.has(name) || network.has(name) || home.has(name) || installer.test(name));
// src/preflight/preflight.ts
async function preflight(order, world, signal) {
	const requirements = requirementsOf(order.service.environment);
	if (typeof requirements === "string") return {
		ran: false,
		reason: requirements
	};
	const started = performance.now();
	const environment = await makeEnvironment(requirements, world, signal);
	if ("unable" in environment) return {
		ran: false,
		reason: environment.unable
	};
	return {
		ran: true,
		...await serve(order, environment, performance.now() - started, world, signal)
	};
}
async function makeEnvironment(requirements, { cache, scratch, log, environment }, signal) {
	const options = {
		variables: installerVariables(environment),
		signal
	};
	const maker = await findPython(requirements.python, environment, options);
	if (!maker) return { unable: `there is no Python ${requirements.python} on this runner, and no uv to fetch it (actions/setup-python or astral-sh/setup-uv bring one)` };
	const folder = join(await isWritable(cache) ? cache : scratch, "azureml-deploy");
	return saying(log, `making the environment (Python ${requirements.python})`, () => provideEnvironment(requirements, maker, folder, {
		...options,
		log
	}));
}
const isWritable = (folder) => mkdir(folder, { recursive: true }).then(() => access(folder, constants.W_OK)).then(() => true, () => false);
const longestStartMs = 9e5;
async function serve(order, environment, installMs, { scratch, log, environment: runner }, signal) {
	const { service, model, modelName, environmentVariables, cases, requestTimeoutMs } = order;
	const { code, scoringScript } = service;
	const container = await layOut({
		code,
		scoringScript,
		model,
		modelName
	}, scratch);
	try {
		const started = performance.now();
		const server = await startServer(environment, container, serverVariables(runner), environmentVariables);
		try {
			const start = await saying(log, "loading the model", () => untilReady(server, longestStartMs, signal));
			if (start !== "ready") throw notReady(start, longestStartMs);
			const loadMs = performance.now() - started;
			const smoke = await ask$2(server.url, cases, requestTimeoutMs, signal);
			return {
				measured: {
					installMs,
					loadMs,
					...latency(smoke),
					...await server.stop()
				},
				smoke
			};
		} catch (error) {
			signal.throwIfAborted();
			await server.stop();
			throw explain$1(error, server.log(), code, log);
		} finally {
			await server.stop();
		}
	} finally {
		await remove$2(container);
	}
}
function latency(smoke) {
	const all = smoke.flatMap(({ answers }) => answers.map(({ latencyMs }) => latencyMs));
	return all.length === 0 ? {} : {
		p50Ms: percentile(all, 50),
		p95Ms: percentile(all, 95)
	};
}
const everyMs = 1e4;
async function saying(log, what, work) {
	const started = performance.now();
	const timer = setInterval(() => log.info(`preflight: ${what} (${formatTime(performance.now() - started)})`), everyMs);
	timer.unref();
	try {
		return await work();
	} finally {
		clearInterval(timer);
	}
}
// src/modes/preflight.ts
async function tryOut(trial, world, journal, signal) {
	if (trial.wish.preflight === "off") return void 0;
	return journal.phase("preflight", async () => {
		const report = await runHere(trial, world, signal);
		if (!report.ran) {
			demandNone(trial.wish, report.reason);
			journal.note(`preflight: not on this runner: ${report.reason}`, trial.wish.rollout.strategy === "in-place" ? "warning" : "info");
			return;
		}
		journal.learn({ preflight: { measured: report.measured } });
		world.log.info(`preflight: ${describe(report)}`);
		return report;
	}, (proof) => proof ? describe(proof) : "not on this runner");
}
function demandSize(wish, proof, journal) {
	const given = givenSize(wish.compute);
	if (given) return given;
	const size = proof && suggestSize(proof.measured, workersOf(wish));
	if (!size) throw noSize("the memory of a process cannot be measured here");
	journal.note(`size: ${size.cpu} vCPU and ${size.memory} GB suit what the preflight measured, with headroom`);
	return size;
}
function compare$1(wish, { measured }, size, journal) {
	journal.learn({ preflight: {
		measured,
		size
	} });
	for (const { level, text } of compareWithSize(measured, size, workersOf(wish))) journal.note(`size: ${text}`, level === "warning" ? "warning" : "info");
}
async function runHere({ wish, model, prepared, gpu }, world, signal) {
	if (model.kind === "registered") return {
		ran: false,
		reason: "the files of a registered model are in Azure"
	};
	const { service } = prepared;
	if (service.kind === "built-in") return {
		ran: false,
		reason: onlyInAzure[service.server]
	};
	if (gpu) return {
		ran: false,
		reason: "the service is made for a GPU"
	};
	const { environmentVariables, requestTimeoutMs } = prepared.container;
	return preflight({
		service,
		model: model.content,
		modelName: wish.model.name,
		environmentVariables,
		cases: prepared.smoke,
		requestTimeoutMs
	}, world, signal);
}
const onlyInAzure = {
	mlflow: "the script that serves the model is Azure's own",
	triton: "the Triton that serves the model is Azure's own"
};
function demandNone(wish, reason) {
	if (givenSize(wish.compute) === void 0) throw noSize(reason);
	if (wish.preflight === "on") throw new ActionError({
		code: "preflight-failed",
		message: `'preflight' is 'on', but the service cannot be run on this runner: ${reason}`,
		hint: "With 'preflight: auto' it is run where that can be done."
	});
}
const noSize = (reason) => new ActionError({
	code: "preflight-failed",
	message: `'cpu' or 'memory' is 'auto', but the service cannot be measured on this runner: ${reason}`,
	hint: "Give 'cpu' and 'memory' as numbers, or an 'instance-type'."
});
function describe({ measured }) {
	const { installMs, loadMs, memoryMB, p95Ms } = measured;
	return [
		`environment ${formatTime(installMs)}`,
		`ready after ${formatTime(loadMs)}`,
		...memoryMB === void 0 ? [] : [`${Math.round(memoryMB)} MB`],
		...p95Ms === void 0 ? [] : [`p95 ${Math.round(p95Ms)} ms`]
	].join(", ");
}
// src/plan/container.ts
const usualProbe = {
	initialDelayMs: 1e4,
	periodMs: 1e4,
	timeoutMs: 2e3,
	failureThreshold: 30,
	successThreshold: 1
};
const importing = {
	tensorflow: 60,
	keras: 60,
	pytorch: 30,
	transformers: 60,
	mlflow: 60
};
const loadedPerSecond = 2e7;
const slowAnswers = new Set(["pytorch", "transformers"]);
function fitContainer(given, { framework, bytes }) {
	const patienceMs = 4 * ((framework ? importing[framework] ?? 10 : 10) + bytes / loadedPerSecond) * 1e3;
	const failureThreshold = Math.max(usualProbe.failureThreshold, Math.ceil(patienceMs / usualProbe.periodMs));
	const liveness = {
		...usualProbe,
		failureThreshold,
		...given.livenessProbe
	};
	const slow = framework !== void 0 && slowAnswers.has(framework);
	return {
		...given,
		requestTimeoutMs: given.requestTimeoutMs ?? (slow ? 18e4 : 6e4),
		livenessProbe: liveness,
		readinessProbe: {
			...liveness,
			...given.readinessProbe
		}
	};
}
// src/plan/framework.ts
function identify(asked, model) {
	const description = model.kind === "local" ? model.reading.description : noted(model, asked);
	const version = asked.frameworkVersion;
	if (!description) return {
		...asked.framework === void 0 ? {} : { framework: asked.framework },
		...version === void 0 ? {} : { version }
	};
	if (asked.framework !== void 0 && asked.framework !== description.framework) throw contradiction(description, "framework", asked.framework);
	if (version !== void 0 && description.version !== void 0) {
		if (!sameVersion(version, description.version)) throw contradiction(description, "framework-version", version);
	}
	const known = description.version ?? version;
	return {
		framework: description.framework,
		description,
		...known === void 0 ? {} : { version: known }
	};
}
function demandKnown(identity, model) {
	const { framework, version, description } = identity;
	if (!description || !framework) throw new ActionError(unknown(model));
	if (description.needsCode) throw codeNeeded(description, description.needsCode);
	return {
		framework,
		description,
		...version === void 0 ? {} : { version }
	};
}
const codeNeeded = ({ holds }, { reason, script }) => new ActionError({
	code: "framework-unsupported",
	message: `${holds} cannot be served without code: ${reason}`,
	hint: `Bring an 'entry-script', with a 'conda-file' or an 'environment'. The least that would do:\n\n${script}`
});
const sameVersion = (given, recorded) => recorded === given || recorded.startsWith(`${given}.`) || recorded.replace(/[+].*$/, "") === given.replace(/[+].*$/, "");
const where = ({ path }) => path === "" ? "the model" : `'${path}'`;
function contradiction(description, input, given) {
	const { framework, version, holds } = description;
	return new ActionError({
		code: "framework-contradicted",
		message: `${where(description)} (${holds}) was saved by ${framework}${version === void 0 ? "" : ` ${version}`}, but '${input}' says ${given}`,
		hint: `Leave '${input}' out: the file says it. Or save the model again with what it shall be served with.`
	});
}
function unknown(model) {
	if (model.kind === "local" && model.reading.failure) return model.reading.failure;
	if (model.type === "mlflow_model") return {
		code: "framework-unsupported",
		message: `'${model.mount}' is an MLflow model that another client registered: what its files say is in Azure, and no script can be written for it from there`,
		hint: "Say 'mlflow-no-code: true', and Azure's own script serves it; or give the model's files as 'model-path', or an 'entry-script'."
	};
	return {
		code: "framework-unsupported",
		message: `'${model.mount}' is registered by another client, which did not note how it was saved: without code, only scikit-learn models can be served from the registry alone`,
		hint: "Give 'framework' and 'framework-version' for a scikit-learn model; for any other an 'entry-script', or the model's files as 'model-path'."
	};
}
const usualFormats = {
	"scikit-learn": "pickle",
	triton: "triton"
};
function noted({ noted, mount, type }, asked) {
	const own = type === "triton_model" ? "triton" : void 0;
	const framework = noted.framework ?? asked.framework ?? own;
	const format = noted.format ?? (framework && usualFormats[framework]);
	if (framework === void 0 || format === void 0) return void 0;
	return {
		framework,
		format,
		path: noted.path ?? "",
		holds: mount,
		input: { kind: "unknown" },
		output: { kind: "unknown" },
		packages: {},
		...noted.frameworkVersion === void 0 ? {} : { version: noted.frameworkVersion }
	};
}
// src/plan/inputData.ts
function inputDataOf(body) {
	if (!isObject(body)) return void 0;
	if ("input_data" in body) return { input_data: body["input_data"] };
	const { dataframe_split: split, dataframe_records: records } = body;
	if (isObject(split)) return splitTable(split);
	if (isRecords(records)) return tableOf(records);
	const values = body["data"] ?? body["inputs"] ?? body["instances"];
	if (isRecords(values)) return tableOf(values);
	return Array.isArray(values) || isObject(values) ? { input_data: values } : void 0;
}
function splitTable({ columns, index, data }) {
	if (!Array.isArray(columns) || !Array.isArray(data)) return void 0;
	return { input_data: {
		columns,
		index: index ?? data.map((_, row) => row),
		data
	} };
}
function tableOf(records) {
	const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
	return splitTable({
		columns,
		data: records.map((record) => columns.map((column) => record[column] ?? null))
	});
}
function plainAnswer(promise) {
	switch (promise.kind) {
		case "rows":
		case "anything": {
			const { keys: _, ...plain } = promise;
			return plain;
		}
		case "tensors": {
			const { key: _, ...plain } = promise;
			return plain;
		}
		default: return promise;
	}
}
const isRecords = (value) => Array.isArray(value) && value.length > 0 && value.every(isObject);
// src/plan/inventTensors.ts
const mostAxes = 64;
function fillTensors(tensors, rows, mostElements) {
	if (tensors.length === 0) return "the file names no inputs";
	for (const { name, type, shape } of tensors) {
		if (shape === void 0) return `the file does not say the shape of the input '${name}'`;
		if (type === "complex64" || type === "complex128") return `the input '${name}' takes complex numbers, which JSON has none of`;
		if (shape.length > mostAxes) return `the input '${name}' has ${shape.length} axes`;
	}
	const free = tensors.every(({ shape }) => shape !== void 0 && isFree(shape[0]));
	for (const count of free ? [rows, 1] : [1]) {
		const axes = nameAxes(tensors, count);
		const shaped = tensors.map((tensor) => ({
			tensor,
			lengths: lengthsOf(tensor, count, axes)
		}));
		if (shaped.reduce((sum, { lengths }) => sum + countOf(lengths), 0) > mostElements) continue;
		return {
			inputs: shaped.map((input) => ({
				...input,
				values: fill(input.tensor, input.lengths)
			})),
			...free ? { rows: count } : {},
			axes
		};
	}
	return "its inputs are too large to be written as JSON even for one row";
}
const isFree = (axis) => axis === null || typeof axis === "string";
function nameAxes(tensors, rows) {
	const axes = new Map();
	for (const tensor of tensors) {
		const [first] = tensor.shape ?? [];
		if (typeof first === "string") axes.set(first, rows);
	}
	for (const tensor of tensors) for (const axis of tensor.shape ?? []) if (typeof axis === "string" && !axes.has(axis)) axes.set(axis, inside(tensor));
	return axes;
}
const lengthsOf = (tensor, rows, axes) => (tensor.shape ?? []).map((axis, index) => {
	if (typeof axis === "number") return axis;
	if (axis !== null) return axes.get(axis) ?? inside(tensor);
	return index === 0 ? rows : inside(tensor);
});
function inside({ type, shape = [] }) {
	if (!(shape.length === 4 && (type.includes("float") || type === "uint8"))) return 1;
	return shape.slice(1).every(isFree) ? 32 : 64;
}
function countOf(lengths) {
	let product = 1;
	let sum = 1;
	for (const length of lengths) {
		product *= length;
		sum += product;
	}
	return sum;
}
function fill(tensor, lengths) {
	const [rows, ...rest] = lengths;
	if (rows === void 0) return element(tensor, 0);
	return Array.from({ length: rows }, (_, row) => nest(rest, element(tensor, row % 2)));
}
function nest(lengths, value) {
	const [length, ...rest] = lengths;
	if (length === void 0) return value;
	return Array.from({ length }, () => nest(rest, value));
}
function element({ name, type, values = [] }, value) {
	if (values.length > 0) return values[value % values.length];
	return as(type, /mask/i.test(name) ? 1 : value);
}
function as(type, value) {
	if (type === "bool") return value === 1;
	return type === "string" ? `text ${value}` : value;
}
// src/plan/invent.ts
function inventSmokeCase(description) {
	if (description.example !== void 0) return {
		invented: true,
		cases: fromExample(description, description.example)
	};
	const request = invent(description);
	if (typeof request === "string") return {
		invented: false,
		reason: request
	};
	const cases = casesOf(description, request, JSON.stringify(request.body));
	const [largest] = cases.map(({ body }) => body.length).sort((a, b) => b - a);
	return largest !== void 0 && largest > largestBody ? {
		invented: false,
		reason: `the request would be ${largest} bytes of JSON`
	} : {
		invented: true,
		cases
	};
}
const largestBody = 1 << 20;
const mostRows = 2;
function invent({ input, output, format, holds }) {
	switch (input.kind) {
		case "rows":
			if (input.columns.length === 0) return `the file does not say which columns ${holds} takes`;
			return fitting((rows) => inventRows(input.columns, rows));
		case "texts": return format === "transformers" ? inventTexts(holds, input.mask) : {
			body: { data: texts.slice(0, mostRows) },
			rows: mostRows
		};
		case "tensors": {
			const filled = fillTensors(input.tensors, mostRows, largestBody / 2);
			if (typeof filled === "string") return filled;
			const answered = output.kind === "tensors" ? output.tensors : [];
			const body = format === "triton" ? writeKserve(filled.inputs, answered) : { inputs: byName(filled) };
			return typeof body === "string" ? body : {
				...filled,
				body
			};
		}
		case "pictures": return {
			body: { inputs: [picture, picture] },
			rows: mostRows
		};
		case "unknown": return `the file does not say what ${holds} takes`;
	}
}
function inventTexts(holds, mask) {
	if (holds.endsWith("fill-mask")) {
		if (mask === void 0) return "a text must hold the mask of the model's tokenizer, and its files do not say which that is";
		return {
			body: { inputs: texts.map((text) => `${text} ${mask}`) },
			rows: mostRows
		};
	}
	const few = holds.endsWith("text-generation") ? { parameters: { max_new_tokens: 4 } } : {};
	return {
		body: {
			inputs: texts.slice(0, mostRows),
			...few
		},
		rows: mostRows
	};
}
function byName({ inputs }) {
	const [only, ...more] = inputs;
	if (only?.tensor.name === "" && more.length === 0) return only.values;
	return Object.fromEntries(inputs.map(({ tensor, values }) => [tensor.name, values]));
}
function fitting(make) {
	const request = make(mostRows);
	return JSON.stringify(request.body).length > largestBody ? make(1) : request;
}
const texts = ["a good day", "a bad day"];
const picture = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAD0lEQVR42mNowAEYhpYEAILzYAEllbNjAAAAAElFTkSuQmCC";
function inventRows(columns, rows) {
	const data = Array.from({ length: rows }, (_, row) => columns.map((column) => value(column, row)));
	const names = new Set(columns.map(({ name }) => name));
	return {
		body: names.size === columns.length && !names.has(void 0) ? { dataframe_split: {
			columns: columns.map(({ name }) => name),
			data
		} } : { data },
		rows
	};
}
function value(column, row) {
	if (column.values !== void 0 && column.values.length > 0) return column.values[row % column.values.length];
	switch (column.type) {
		case "number": return .5 + row;
		case "integer": return row;
		case "boolean": return row % 2 === 1;
		case "text": return texts[row % texts.length];
		case "datetime": return `2024-01-0${row + 1}T00:00:00`;
	}
}
const byTensors = new Set([
	"onnx",
	"tensorflow-saved-model",
	"keras-zip",
	"keras-hdf5",
	"torchscript",
	"torch-export",
	"torch-pickle"
]);
const methods = [
	"predict",
	"predict_proba",
	"predict_log_proba",
	"decision_function",
	"score_samples",
	"transform"
];
function casesOf(description, request, body) {
	const { output, format } = description;
	const rows = request.rows === void 0 ? "request" : `${request.rows} rows`;
	const usual = {
		name: rows,
		body,
		promise: promised(description, request)
	};
	if (!(output.kind === "classes" && output.probabilities && !noMethods(format)) || !isObject(request.body)) return [usual];
	return [usual, {
		name: `${rows}, probabilities`,
		body: JSON.stringify({
			...request.body,
			method: "predict_proba"
		}),
		promise: {
			kind: "rows",
			keys: ["predict_proba"],
			...request.rows === void 0 ? {} : { rows: request.rows },
			row: {
				kind: "probabilities",
				...output.classes === void 0 ? {} : { classes: output.classes.length }
			}
		}
	}];
}
const noMethods = (format) => byTensors.has(format) || [
	"mlflow",
	"transformers",
	"triton"
].includes(format);
function promised({ output, format }, request) {
	const key = byTensors.has(format) ? "outputs" : "predict";
	if (output.kind === "tensors") {
		const tensors = (format === "onnx" ? output.tensors.map(ofAnyLength) : output.tensors).map((tensor) => boundTo(tensor, request.axes));
		return format === "triton" ? {
			kind: "kserve",
			tensors
		} : {
			kind: "tensors",
			key,
			tensors
		};
	}
	if (format === "triton") return {
		kind: "kserve",
		tensors: []
	};
	if (format === "transformers") return {
		kind: "pipeline",
		...request.rows === void 0 ? {} : { rows: request.rows },
		...output.kind === "classes" && output.classes ? { labels: output.classes } : {}
	};
	if (byTensors.has(format)) return {
		kind: "anything",
		keys: ["outputs"]
	};
	if (format === "mlflow" && output.kind === "unknown") return {
		kind: "anything",
		keys: [key]
	};
	return {
		kind: "rows",
		keys: output.kind === "classes" || format === "mlflow" ? [key] : methods,
		...request.rows === void 0 ? {} : { rows: request.rows },
		row: rowPromise(output)
	};
}
function rowPromise(output) {
	switch (output.kind) {
		case "classes": return {
			kind: "label",
			...output.classes === void 0 ? {} : { classes: output.classes }
		};
		case "numbers": return {
			kind: "numbers",
			width: output.width ?? 1
		};
		default: return { kind: "anything" };
	}
}
const ofAnyLength = (tensor) => tensor.shape === void 0 ? tensor : {
	...tensor,
	shape: tensor.shape.map((axis) => typeof axis === "string" ? axis : null)
};
const boundTo = (tensor, axes) => tensor.shape === void 0 ? tensor : {
	...tensor,
	shape: tensor.shape.map((axis) => typeof axis === "string" ? axes?.get(axis) ?? null : axis)
};
function fromExample(description, example) {
	const body = parsed$1(example);
	const rows = countRows(body);
	return casesOf(description, rows === void 0 ? { body } : {
		body,
		rows
	}, example).map((invented) => ({
		...invented,
		name: `saved example, ${invented.name}`
	}));
}
function parsed$1(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function countRows(body) {
	if (!isObject(body)) return void 0;
	for (const given of Object.values(body)) {
		const rows = isObject(given) ? given["data"] : given;
		if (!Array.isArray(rows) || rows.length === 0) continue;
		if (rows.every((row) => typeof row === "object" && row !== null)) return rows.length;
	}
}
// src/plan/smokeChoice.ts
function chooseSmoke(request, { description }, service) {
	const server = service.kind === "built-in" ? service.server : void 0;
	const address = server === "triton" ? toModel(description?.models ?? []) : toScript;
	if (request.smoke.cases) return request.smoke.cases.map(address);
	const invention = description && inventFor(server, description);
	if (invention?.invented) return invention.cases.map(toCase).map(address);
	const reason = invention ? invention.reason : "nothing is known of the model";
	throw new ActionError({
		code: "invalid-input",
		message: `${smokeRequired}. None can be invented: ${reason}`,
		hint: "Give 'smoke-request', or put a sample-request.json beside the model."
	});
}
const toCase = ({ name, body, promise }) => ({
	name,
	body,
	expect: {
		status: 200,
		promise,
		tolerance: defaultTolerance
	}
});
function inventFor(server, description) {
	const { models = [] } = description;
	if (server === "triton" && models.length > 1) return {
		invented: false,
		reason: `the repository holds several models, ${models.join(", ")}`
	};
	const invention = inventSmokeCase(description);
	if (server !== "mlflow" || !invention.invented) return invention;
	const cases = invention.cases.map(forAzureScript);
	const untold = cases.find((invented) => typeof invented === "string");
	return untold === void 0 ? {
		invented: true,
		cases: cases.filter((invented) => typeof invented !== "string")
	} : {
		invented: false,
		reason: untold
	};
}
function forAzureScript(invented) {
	const body = inputDataOf(JSON.parse(invented.body));
	if (body === void 0) return "the example that was saved with the model has no form that Azure takes";
	return {
		...invented,
		body: JSON.stringify(body),
		promise: plainAnswer(invented.promise)
	};
}
function toScript({ model, ...test }) {
	if (model === void 0) return test;
	throw new ActionError({
		code: "invalid-input",
		message: `'${test.name}' in 'smoke-request' asks the model '${model}': only a Triton repository holds models by name`,
		hint: "Leave 'model' out."
	});
}
const toModel = (models) => ({ model, ...test }) => {
	const [only, ...more] = models;
	const asked = model ?? (more.length === 0 ? only : void 0);
	if (asked !== void 0 && (models.length === 0 || models.includes(asked))) return {
		...test,
		path: inferPath(asked)
	};
	const wrong = asked === void 0 ? "does not say which model of the Triton repository it asks" : `asks the model '${asked}', which the Triton repository does not hold`;
	const known = models.length === 0 ? "" : `: it holds ${models.join(", ")}`;
	throw new ActionError({
		code: "invalid-input",
		message: `'${test.name}' in 'smoke-request' ${wrong}${known}.${didYouMean(asked ?? "", models)}`,
		hint: `Name the model in every case: smoke-request: '[{"model": "${only ?? "<name>"}", "request": {"inputs": […]}}]'`
	});
};
// src/serving/environmentTexts.ts
const environmentFiles = ["conda.yaml", "requirements.txt"];
async function environmentTexts(model, { path }) {
	if (model.kind === "registered") return {};
	const texts = {};
	for (const name of environmentFiles) {
		const wanted = path === "" ? name : `${path}/${name}`;
		const file = model.content.files.find((file) => file.path === wanted);
		if (file) texts[name] = await readText$2(file);
	}
	return texts;
}
// src/serving/versions/below.ts
function isBelow(version, limit) {
	if (version === void 0) return false;
	const given = numbers(version);
	for (const [index, wanted] of numbers(limit).entries()) {
		const own = given[index] ?? 0;
		if (own !== wanted) return own < wanted;
	}
	return false;
}
const numbers = (version) => (/^\d+(\.\d+)*/.exec(version)?.[0] ?? "").split(".").map(Number);
// src/serving/versions/specifier.ts
const condition = /^(===?|~=|!=|<=?|>=?)\s*([\w.!+*-]+)$/;
function allows(specifier, version) {
	return specifier.split(",").every((part) => {
		const [, operator, limit] = condition.exec(part.trim()) ?? [];
		return operator === void 0 || limit === void 0 || meets(version, operator, limit);
	});
}
function meets(version, operator, limit) {
	switch (operator) {
		case "<": return isBelow(version, limit);
		case ">=": return !isBelow(version, limit);
		case ">": return isBelow(limit, version);
		case "<=": return !isBelow(limit, version);
		case "~=": return !isBelow(version, limit) && beginsLike(version, limit.replace(/\.\w+$/, ""));
		case "!=": return !equals(version, limit);
		default: return equals(version, limit);
	}
}
const equals = (version, limit) => limit.endsWith(".*") ? beginsLike(version, limit.slice(0, -2)) : !isBelow(version, limit) && !isBelow(limit, version);
const beginsLike = (version, prefix) => `${version}.`.startsWith(`${prefix}.`);
// src/serving/mlflowNoCode.ts
function objectionsTo(texts) {
	const { "conda.yaml": text, "requirements.txt": requirements = "" } = texts;
	if (text === void 0) return {
		errors: [noFile],
		warnings: []
	};
	const environment = new CondaYaml(text, requirementLines(requirements));
	const python = newestPython(environment);
	return {
		errors: [
			...judgePython(environment, python),
			...judgeMonitoring(environment),
			...judgeServer(environment)
		],
		warnings: [
			...doubtPython(environment, python),
			...doubtFiles(environment),
			...doubtMlflow(environment)
		]
	};
}
const noFile = { message: "the model has no conda.yaml, which Azure builds its environment of: save the model again, with MLflow or with a conda_env of your own" };
var CondaYaml = class {
	pip;
	conda;
	#lines;
	constructor(text, requirements) {
		const { conda, pip } = readCondaFile$1(parseYaml(text));
		this.conda = conda;
		this.pip = pip.flatMap((line) => includesFile(line) ? [line, ...requirements] : [line]);
		this.#lines = text.split(/\r?\n/);
	}
	find(...names) {
		for (const written of this.pip) {
			const requirement = readRequirement(written);
			if (requirement && names.includes(requirement.name)) return {
				written,
				specifier: requirement.specifier
			};
		}
		for (const written of this.conda) {
			const [, name, version = ""] = condaLine.exec(written) ?? [];
			if (name !== void 0 && names.includes(name.toLowerCase())) return {
				written,
				specifier: pep440(version.trim())
			};
		}
	}
	at(written, what) {
		const index = this.#lines.findIndex((line) => line.includes(written));
		if (index < 0) return { message: `conda.yaml: '${written}' ${what}` };
		return {
			message: `conda.yaml, line ${index + 1}: '${written}' ${what}`,
			line: index + 1
		};
	}
	missing(line, why) {
		const index = this.#lines.findIndex((text) => /^\s*-\s*pip\s*:/.test(text));
		return {
			message: `conda.yaml lacks ${line}, ${why}: add '- ${line}' to its pip section${index < 0 ? "" : `, below line ${index + 1}`}`,
			...index < 0 ? {} : { line: index + 1 }
		};
	}
};
const condaLine = /^(?:\S+::)?([A-Za-z0-9][\w.-]*?)\s*([=<>!~ ].*)?$/;
function pep440(version) {
	const [, equals, bare] = /^(=*)\s*([\w.]+?)(?:\.\*)?(?:[=\s]\S+)?$/.exec(version) ?? [];
	if (bare === void 0) return version;
	return equals === "=" ? `==${bare}.*` : `==${bare}`;
}
const pythons = Array.from({ length: 20 }, (_, minor) => minor);
const oldestServed = 9;
const newestServed = 12;
function newestPython(environment) {
	const listed = environment.find("python");
	if (listed === void 0 || listed.specifier === "") return void 0;
	const exact = /^={2}\s*3\.(\d+)/.exec(listed.specifier)?.[1];
	return {
		listed,
		minor: exact === void 0 ? pythons.findLast((minor) => allows(listed.specifier, `3.${minor}.0`)) : Number(exact)
	};
}
function judgePython(environment, python) {
	if (!python || python.minor !== void 0 && python.minor >= oldestServed) return [];
	const { listed, minor } = python;
	const change = `write 'python=3.${oldestServed}' or newer, and save the model with it`;
	if (minor !== 8) return [environment.at(listed.written, `asks for a Python that the channels no longer have, so its image cannot be built: ${change}`)];
	if (serverVersion(environment) === "before") return [];
	return [environment.at(listed.written, `is older than azureml-inference-server-http 1.4 takes, and 1.3 does not start: ${change}, or keep it and pin 'azureml-inference-server-http<1.3'`)];
}
function judgeMonitoring(environment) {
	if (environment.find("azureml-ai-monitoring")) return [];
	return [environment.missing("azureml-ai-monitoring", "which Azure's script imports")];
}
const server$1 = ["azureml-inference-server-http", "azureml-defaults"];
const broken = [
	"1.3.0",
	"1.3.1",
	"1.3.2",
	"1.3.3",
	"1.3.4"
];
const mended = [
	"1.4.0",
	"1.4.1",
	"1.5.0",
	"1.5.1",
	"1.99.0",
	"99.0.0"
];
function serverVersion(environment) {
	const own = environment.find(server$1[0]);
	if (!own) return environment.find(server$1[1]) ? "mended" : "missing";
	const isAllowed = (version) => allows(own.specifier, version);
	if (mended.some(isAllowed)) return "mended";
	return broken.some(isAllowed) ? "broken" : "before";
}
function judgeServer(environment) {
	const change = "'azureml-inference-server-http>=1.4'";
	switch (serverVersion(environment)) {
		case "missing": return [environment.missing("azureml-inference-server-http>=1.4", "which runs the script")];
		case "broken": return [environment.at(environment.find(server$1[0])?.written ?? "", `gives 1.3.0 to 1.3.4, which do not start (they import azureml.contrib): write ${change}`)];
		default: return [];
	}
}
function doubtPython(environment, python) {
	if (!python) return [{ message: `conda.yaml pins no Python, and conda may take one that the model or the server does not know: add '- python=3.${newestServed}', or the one that saved the model` }];
	if (python.minor === void 0 || python.minor <= newestServed) return [];
	return [environment.at(python.listed.written, `allows a Python that azureml-inference-server-http is not known to run on: it says 3.${oldestServed} to 3.${newestServed}`)];
}
const doubtFiles = (environment) => environment.pip.filter((line) => includesFile(line) || constrainsByFile(line)).map((line) => environment.at(line, "points to a file, which may not be there when the image is built"));
function doubtMlflow(environment) {
	const listed = environment.find("mlflow", "mlflow-skinny");
	if (!listed) {
		if (environment.find("azureml-mlflow")) return [];
		return [environment.missing("mlflow<3", "which Azure's script imports")];
	}
	if (!isThree(listed)) return [];
	return [environment.at(listed.written, "gives MLflow 3, which Azure's script has failed with (3.7.0 is named first) and is not known to work with again: 'mlflow<3' is")];
}
const threes = [...Array.from({ length: 40 }, (_, minor) => `3.${minor}.0`), "99.0.0"];
function isThree({ specifier }) {
	const pin = /^===?\s*([\d.]+)$/.exec(specifier)?.[1];
	return pin === void 0 ? threes.some((version) => allows(specifier, version)) : !isBelow(pin, "3");
}
// src/serving/triton.ts
function strayFolders(paths) {
	const folders = new Map();
	for (const path of paths) {
		const [folder = "", version = "", ...file] = path.split("/");
		if (version === "") continue;
		const isVersion = /^[1-9]\d*$/.test(version) && file.length > 0;
		folders.set(folder, isVersion || (folders.get(folder) ?? false));
	}
	return [...folders].filter(([, isModel]) => !isModel).map(([folder]) => folder);
}
// src/serving/builtIn.ts
async function builtInService(serving, model, identity) {
	if (serving.kind === "mlflow-no-code") return mlflow(model, identity);
	return identity.description?.format === "triton" ? triton(model, identity.description) : void 0;
}
function triton(model, { gpu, models = [] }) {
	const strays = model.kind === "local" ? strayFolders(model.content.files.map(({ path }) => path)) : [];
	if (strays.length > 0) throw strange(strays);
	const served = models.length === 0 ? "the repository" : models.map(printable).join(", ");
	return {
		kind: "built-in",
		server: "triton",
		...gpu === void 0 ? {} : { gpu },
		notes: [`service: Azure's own Triton serves ${served}, without script and environment`],
		warnings: []
	};
}
const strange = (folders) => new ActionError({
	code: "model-unreadable",
	message: `Triton would take ${folders.map((name) => `'${printable(name)}'`).join(", ")} in the repository for a model and not start: there is no numbered folder with a file in it, as in <model>/1/model.onnx`,
	hint: "Leave it out (an .amlignore in the folder does), or give it a version. An ensemble has an empty one, which needs any file in it: storage keeps no empty folders."
});
async function mlflow(model, identity) {
	if (model.type !== "mlflow_model") throw noMlflow(model, identity);
	const service = {
		kind: "built-in",
		server: "mlflow",
		notes: ["service: Azure's own script serves the MLflow model, in an environment of its conda.yaml"]
	};
	if (model.kind === "registered") {
		const unseen = "the conda.yaml of a registered model is in Azure: nobody looked whether it makes an environment that Azure serves in";
		return {
			...service,
			warnings: [unseen]
		};
	}
	const { description } = demandKnown(identity, model);
	const { errors, warnings } = await look$1(model, description);
	if (errors.length > 0) throw unserved(model, errors);
	return {
		...service,
		warnings: warnings.map(({ message }) => message)
	};
}
async function look$1(model, description) {
	try {
		return objectionsTo(await environmentTexts(model, description));
	} catch (error) {
		if (!(error instanceof Unreadable)) throw error;
		return {
			errors: [{ message: `conda.yaml ${error.message}` }],
			warnings: []
		};
	}
}
function noMlflow(model, { description }) {
	const found = `'${printable(model.mount)}' ${description ? `holds ${description.holds}` : "is not known to be one"}`;
	const below = description?.format === "mlflow" && description.path !== "";
	return new ActionError({
		code: "invalid-input",
		message: below ? `'mlflow-no-code' takes the model's own folder, and the MLmodel file lies in '${printable(description.path)}' below it` : `'mlflow-no-code' is for MLflow models, and ${found}`,
		hint: below ? "Point 'model-path' at that folder." : "Leave 'mlflow-no-code' out."
	});
}
function unserved(model, errors) {
	const [only, ...more] = errors;
	const listed = only && more.length === 0 ? only.message : `${errors.length} things to change:\n${errors.map(({ message }) => `- ${message}`).join("\n")}`;
	return new ActionError({
		code: "framework-unsupported",
		message: `Azure's own MLflow script would not run in the model's environment: ${listed}`,
		hint: "Save the model again with those in its conda_env (or extra_pip_requirements), or leave 'mlflow-no-code' out: then a script and an environment that work are written. Nothing was uploaded.",
		problems: errors.map(({ message, line }) => {
			const place = placeOf(model, line);
			return place ? {
				message,
				place
			} : { message };
		})
	});
}
function placeOf({ content }, line) {
	const source = content.files.find(({ path }) => path === "conda.yaml")?.source;
	if (source?.kind !== "disk") return void 0;
	const file = relative("", source.path).replaceAll("\\", "/");
	if (file.startsWith("../")) return void 0;
	return {
		file,
		...line === void 0 ? {} : { line }
	};
}
// src/serving/conda.ts
function writeCondaFile$1({ python, packages, options = [] }) {
	const pinned = {
		...packages,
		...server
	};
	return `${[
		"name: model",
		"channels:",
		"  - conda-forge",
		"dependencies:",
		`  - python=${python}`,
		"  - pip=25.0.1",
		"  - pip:",
		...options.map((option) => `      - ${option}`),
		...Object.entries(pinned).map(([name, pin]) => `      - ${name}==${pin}`)
	].join("\n")}\n`;
}
const server = { "azureml-inference-server-http": "1.5.1" };
// src/serving/versions/catboost.ts
const tools$7 = { joblib: "1.6.0" };
const plots = {
	graphviz: "0.21",
	matplotlib: "3.10.7",
	plotly: "6.3.1",
	six: "1.17.0"
};
const catboostVersions = {
	name: "CatBoost",
	package: "catboost",
	ask: "catboost.__version__",
	rows: [{
		from: "1.2.8",
		newest: "1.2.10",
		python: "3.12",
		packages: {
			numpy: "2.2.6",
			scipy: "1.15.3",
			pandas: "2.3.3",
			...plots,
			...tools$7
		}
	}, {
		from: "1.2.0",
		newest: "1.2.7",
		python: "3.11",
		packages: {
			numpy: "1.26.4",
			scipy: "1.11.4",
			pandas: "2.3.3",
			...plots,
			...tools$7
		}
	}]
};
// src/serving/versions/tensorflow.ts
const tools$6 = {
	"absl-py": "2.5.1",
	astunparse: "1.6.3",
	flatbuffers: "25.12.19",
	gast: "0.7.0",
	"google-pasta": "0.2.0",
	grpcio: "1.85.1",
	libclang: "18.1.1",
	"opt-einsum": "3.4.0",
	packaging: "26.3",
	setuptools: "84.2.1",
	six: "1.17.0",
	termcolor: "3.3.0"
};
const wheels = {
	package: "tensorflow-cpu",
	gpuPackage: "tensorflow[and-cuda]"
};
const companions21 = {
	numpy: "2.5.5",
	protobuf: "7.36.2",
	"ml-dtypes": "0.6.0",
	h5py: "3.14.0",
	wrapt: "1.16.0",
	...tools$6
};
const companions20 = {
	...companions21,
	h5py: "3.16.0"
};
const companions19 = {
	...companions20,
	numpy: "2.1.3",
	protobuf: "5.29.6"
};
const companions18 = {
	...companions19,
	numpy: "2.0.2"
};
const numpy1 = {
	...companions20,
	numpy: "1.26.4",
	protobuf: "4.25.9"
};
const companions17 = {
	...numpy1,
	"ml-dtypes": "0.4.1"
};
const companions16 = {
	...numpy1,
	"ml-dtypes": "0.3.2"
};
const companions15 = {
	...companions16,
	wrapt: "1.14.2"
};
const companions14 = {
	...companions15,
	"ml-dtypes": "0.2.0"
};
const recent = (from, newest, companions) => ({
	from,
	newest,
	python: "3.12",
	packages: {
		keras: "3.15.1",
		...companions
	},
	...wheels
});
const tensorflowVersions = {
	name: "TensorFlow",
	package: "tensorflow",
	ask: "tensorflow.__version__",
	readsOlder: ["tensorflow-saved-model"],
	rows: [
		recent("2.21.0", "2.21.0", companions21),
		recent("2.20.0", "2.20.0", companions20),
		recent("2.19.0", "2.19.1", companions19),
		recent("2.18.0", "2.18.1", companions18),
		recent("2.17.0", "2.17.1", companions17),
		recent("2.16.0", "2.16.2", companions16),
		{
			from: "2.15.0",
			newest: "2.15.1",
			python: "3.11",
			packages: {
				keras: "2.15.0",
				...companions15
			},
			...wheels
		},
		{
			from: "2.14.0",
			newest: "2.14.1",
			python: "3.11",
			packages: {
				keras: "2.14.0",
				...companions14
			},
			...wheels
		}
	]
};
// src/serving/versions/keras.ts
const legacy = (version, newest, tensorflow, companions) => ({
	from: version,
	newest,
	python: "3.12",
	package: "tf-keras",
	packages: {
		tensorflow,
		keras: "3.15.1",
		...companions
	}
});
const kerasVersions = {
	name: "Keras",
	package: "keras",
	ask: "keras.__version__",
	rows: [
		{
			from: "3.12.0",
			newest: "3.15.1",
			python: "3.12",
			packages: {
				"tensorflow-cpu": "2.21.0",
				...companions21
			}
		},
		{
			from: "3.10.0",
			newest: "3.11.3",
			python: "3.12",
			packages: {
				"tensorflow-cpu": "2.20.0",
				...companions20
			}
		},
		{
			from: "3.5.0",
			newest: "3.9.2",
			python: "3.12",
			packages: {
				"tensorflow-cpu": "2.19.1",
				...companions19
			}
		},
		{
			from: "3.0.0",
			newest: "3.4.1",
			python: "3.12",
			packages: {
				"tensorflow-cpu": "2.16.2",
				...companions16
			}
		},
		legacy("2.21.0", "2.21.0", "2.21.0", companions21),
		legacy("2.20.0", "2.20.1", "2.20.0", companions20),
		legacy("2.19.0", "2.19.0", "2.19.1", companions19),
		legacy("2.18.0", "2.18.0", "2.18.1", companions18),
		legacy("2.17.0", "2.17.0", "2.17.1", companions17),
		legacy("2.16.0", "2.16.0", "2.16.2", companions16),
		{
			from: "2.15.0",
			newest: "2.15.0",
			python: "3.11",
			packages: {
				"tensorflow-cpu": "2.15.1",
				...companions15
			}
		},
		{
			from: "2.14.0",
			newest: "2.14.0",
			python: "3.11",
			packages: {
				"tensorflow-cpu": "2.14.1",
				...companions14
			}
		}
	]
};
// src/serving/versions/lightgbm.ts
const tools$5 = {
	joblib: "1.6.0",
	threadpoolctl: "3.8.0"
};
const lightgbmVersions = {
	name: "LightGBM",
	package: "lightgbm",
	ask: "lightgbm.__version__",
	readsOlder: ["lightgbm-text"],
	rows: [
		{
			from: "4.6.0",
			newest: "4.7.0",
			python: "3.12",
			packages: {
				numpy: "2.4.6",
				scipy: "1.16.3",
				pandas: "3.1.1",
				"scikit-learn": "1.8.0",
				...tools$5
			}
		},
		{
			from: "4.5.0",
			newest: "4.5.0",
			python: "3.12",
			packages: {
				numpy: "2.2.6",
				scipy: "1.14.1",
				pandas: "2.3.3",
				"scikit-learn": "1.5.2",
				...tools$5
			}
		},
		{
			from: "4.0.0",
			newest: "4.4.0",
			python: "3.11",
			packages: {
				numpy: "1.26.4",
				scipy: "1.11.4",
				pandas: "2.3.3",
				"scikit-learn": "1.3.2",
				...tools$5
			}
		},
		{
			from: "3.3.0",
			newest: "3.3.5",
			python: "3.11",
			packages: {
				numpy: "1.26.4",
				scipy: "1.10.1",
				pandas: "1.5.3",
				"scikit-learn": "1.2.2",
				...tools$5
			}
		},
		{
			from: "3.0.0",
			newest: "3.2.1",
			python: "3.11",
			packages: {
				numpy: "1.23.5",
				scipy: "1.10.1",
				pandas: "1.5.3",
				"scikit-learn": "1.2.2",
				...tools$5
			}
		}
	]
};
// src/serving/versions/onnx.ts
const tools$4 = {
	flatbuffers: "25.12.19",
	packaging: "26.3",
	protobuf: "7.36.2"
};
const sympy = {
	sympy: "1.14.0",
	mpmath: "1.3.0"
};
const logs = {
	coloredlogs: "15.0.1",
	humanfriendly: "10.0"
};
const gpuPackage = "onnxruntime-gpu[cuda,cudnn]";
const onnxVersions = {
	name: "ONNX Runtime",
	package: "onnxruntime",
	ask: "onnxruntime.__version__",
	readsOlder: ["onnx"],
	rows: [
		{
			from: "1.25.0",
			newest: "1.31.1",
			python: "3.12",
			gpuPackage,
			packages: {
				numpy: "2.4.6",
				...tools$4
			}
		},
		{
			from: "1.24.0",
			newest: "1.24.4",
			python: "3.12",
			gpuPackage,
			packages: {
				numpy: "2.4.6",
				...tools$4,
				...sympy
			}
		},
		{
			from: "1.21.0",
			newest: "1.23.2",
			python: "3.12",
			gpuPackage,
			packages: {
				numpy: "2.4.6",
				...tools$4,
				...sympy,
				...logs
			}
		},
		{
			from: "1.19.0",
			newest: "1.20.1",
			python: "3.12",
			packages: {
				numpy: "2.4.6",
				...tools$4,
				...sympy,
				...logs
			}
		},
		{
			from: "1.17.0",
			newest: "1.18.1",
			python: "3.12",
			packages: {
				numpy: "1.26.4",
				...tools$4,
				...sympy,
				...logs
			}
		},
		{
			from: "1.15.0",
			newest: "1.16.3",
			python: "3.11",
			packages: {
				numpy: "1.26.4",
				...tools$4,
				...sympy,
				...logs
			}
		}
	]
};
// src/serving/versions/torchvision.ts
const pairs = {
	"2.15.0": "0.29.2",
	"2.14.1": "0.29.2",
	"2.14.0": "0.29.2",
	"2.13.0": "0.28.0",
	"2.12.1": "0.27.1",
	"2.12.0": "0.27.0",
	"2.11.0": "0.26.0",
	"2.10.0": "0.25.0",
	"2.9.1": "0.24.1",
	"2.9.0": "0.24.0",
	"2.8.0": "0.23.0",
	"2.7.1": "0.22.1",
	"2.7.0": "0.22.0",
	"2.6.0": "0.21.0",
	"2.5.1": "0.20.1",
	"2.5.0": "0.20.0",
	"2.4.1": "0.19.1",
	"2.4.0": "0.19.0",
	"2.3.1": "0.18.1",
	"2.3.0": "0.18.0",
	"2.2.2": "0.17.2",
	"2.2.1": "0.17.1",
	"2.2.0": "0.17.0",
	"2.1.2": "0.16.2",
	"2.1.1": "0.16.1",
	"2.1.0": "0.16.0",
	"2.0.1": "0.15.2",
	"2.0.0": "0.15.1"
};
function torchvisionFor(torch) {
	const torchvision = pairs[torch.replace(/\+.*$/, "")];
	if (torchvision === void 0) return void 0;
	return {
		torchvision,
		pillow: "13.0.0",
		.../^0\.1[56]\./.test(torchvision) ? { requests: "2.34.2" } : {}
	};
}
// src/serving/versions/pytorch.ts
const tools$3 = {
	filelock: "4.2.11",
	fsspec: "2026.9.0",
	jinja2: "3.1.6"
};
const before23 = {
	numpy: "1.26.4",
	sympy: "1.14.0",
	networkx: "3.6.1",
	...tools$3
};
const before25 = {
	numpy: "2.2.6",
	sympy: "1.14.0",
	networkx: "3.6.1",
	...tools$3
};
const before27 = {
	...before25,
	sympy: "1.13.1",
	setuptools: "81.0.0"
};
const torchCompanions = {
	...before25,
	setuptools: "81.0.0"
};
const row$1 = (from, newest, packages = torchCompanions, python = "3.12") => ({
	from,
	newest,
	python,
	packages
});
const pytorchVersions = {
	name: "PyTorch",
	package: "torch",
	ask: "torch.__version__",
	readsOlder: ["torchscript"],
	partners: { torchvision: torchvisionFor },
	cpuIndex: "https://download.pytorch.org/whl/cpu",
	rows: [
		row$1("2.15.0", "2.15.0"),
		row$1("2.14.0", "2.14.1"),
		row$1("2.13.0", "2.13.0"),
		row$1("2.12.0", "2.12.1"),
		row$1("2.11.0", "2.11.0"),
		row$1("2.10.0", "2.10.0"),
		row$1("2.9.0", "2.9.1"),
		row$1("2.8.0", "2.8.0"),
		row$1("2.7.0", "2.7.1"),
		row$1("2.6.0", "2.6.0", before27),
		row$1("2.5.0", "2.5.1", before27),
		row$1("2.4.0", "2.4.1", before25),
		row$1("2.3.0", "2.3.1", before25),
		row$1("2.2.0", "2.2.2", before23),
		row$1("2.1.0", "2.1.2", before23, "3.11"),
		row$1("2.0.0", "2.0.1", before23, "3.11")
	]
};
// src/serving/versions/sklearn.ts
const tools$2 = {
	joblib: "1.6.0",
	threadpoolctl: "3.8.0"
};
const toolsOn39 = {
	joblib: "1.5.3",
	threadpoolctl: "3.7.0"
};
const same = {};
const sklearnVersions = {
	name: "scikit-learn",
	package: "scikit-learn",
	ask: "sklearn.__version__",
	published: { "1.4.1": "1.4.1.post1" },
	rows: [
		{
			from: "1.9.0",
			newest: "1.9.1",
			python: "3.12",
			packages: {
				numpy: "2.5.5",
				scipy: "1.18.1",
				pandas: "3.1.1",
				narwhals: "2.29.0",
				...tools$2
			},
			otherPythons: { "3.13": same }
		},
		{
			from: "1.8.0",
			newest: "1.8.0",
			python: "3.12",
			packages: {
				numpy: "2.4.6",
				scipy: "1.16.3",
				pandas: "3.1.1",
				...tools$2
			},
			otherPythons: {
				"3.11": same,
				"3.13": same
			}
		},
		{
			from: "1.7.0",
			newest: "1.7.2",
			python: "3.12",
			packages: {
				numpy: "2.3.5",
				scipy: "1.16.3",
				pandas: "2.3.3",
				...tools$2
			},
			otherPythons: {
				"3.10": {
					numpy: "2.2.6",
					scipy: "1.15.3"
				},
				"3.11": same,
				"3.13": same
			}
		},
		{
			from: "1.6.0",
			newest: "1.6.1",
			python: "3.12",
			packages: {
				numpy: "2.2.6",
				scipy: "1.15.3",
				pandas: "2.3.3",
				...tools$2
			},
			otherPythons: {
				"3.9": {
					numpy: "2.0.2",
					scipy: "1.13.1",
					...toolsOn39
				},
				"3.10": same,
				"3.11": same,
				"3.13": same
			}
		},
		{
			from: "1.5.0",
			newest: "1.5.2",
			python: "3.12",
			packages: {
				numpy: "2.2.6",
				scipy: "1.14.1",
				pandas: "2.3.3",
				...tools$2
			},
			otherPythons: {
				"3.9": {
					numpy: "2.0.2",
					scipy: "1.13.1",
					...toolsOn39
				},
				"3.10": same,
				"3.11": same,
				"3.13": same
			}
		},
		{
			from: "1.4.2",
			newest: "1.4.2",
			python: "3.12",
			packages: {
				numpy: "2.2.6",
				scipy: "1.14.1",
				pandas: "2.3.3",
				...tools$2
			},
			otherPythons: {
				"3.9": {
					numpy: "2.0.2",
					scipy: "1.13.1",
					...toolsOn39
				},
				"3.10": same,
				"3.11": same
			}
		},
		{
			from: "1.4.0",
			newest: "1.4.1.post1",
			python: "3.12",
			packages: {
				numpy: "1.26.4",
				scipy: "1.13.1",
				pandas: "2.3.3",
				...tools$2
			},
			otherPythons: {
				"3.9": toolsOn39,
				"3.10": same,
				"3.11": same
			}
		},
		{
			from: "1.3.0",
			newest: "1.3.2",
			python: "3.11",
			packages: {
				numpy: "1.26.4",
				scipy: "1.11.4",
				pandas: "2.3.3",
				...tools$2
			},
			otherPythons: {
				"3.9": toolsOn39,
				"3.10": same,
				"3.12": same
			}
		},
		{
			from: "1.2.0",
			newest: "1.2.2",
			python: "3.11",
			packages: {
				numpy: "1.26.4",
				scipy: "1.10.1",
				pandas: "2.3.3",
				...tools$2
			},
			otherPythons: {
				"3.9": toolsOn39,
				"3.10": same
			}
		},
		{
			from: "1.1.0",
			newest: "1.1.3",
			python: "3.10",
			packages: {
				numpy: "1.26.4",
				scipy: "1.10.1",
				pandas: "2.3.3",
				...tools$2
			},
			otherPythons: {
				"3.9": toolsOn39,
				"3.11": same
			}
		},
		{
			from: "1.0.0",
			newest: "1.0.2",
			python: "3.9",
			packages: {
				numpy: "1.26.4",
				scipy: "1.10.1",
				pandas: "2.3.3",
				...toolsOn39
			},
			otherPythons: { "3.10": same }
		}
	]
};
// src/serving/versions/transformers.ts
const tools$1 = {
	safetensors: "0.8.0",
	numpy: "2.2.6",
	regex: "2026.11.15",
	pyyaml: "6.0.3",
	packaging: "26.3",
	tqdm: "4.70.1",
	sentencepiece: "0.2.3",
	protobuf: "6.33.2",
	pillow: "13.0.0"
};
const four = {
	"huggingface-hub": "0.36.2",
	torch: "2.6.0",
	...torchCompanions,
	sympy: "1.13.1"
};
const five = {
	"huggingface-hub": "1.33.0",
	torch: "2.15.0",
	...torchCompanions
};
const row = ([from, newest], tokenizers, packages) => ({
	from,
	newest,
	python: "3.12",
	packages: {
		tokenizers,
		...packages,
		...tools$1
	}
});
const transformersVersions = {
	name: "transformers",
	package: "transformers",
	ask: "transformers.__version__",
	...pytorchVersions.cpuIndex === void 0 ? {} : { cpuIndex: pytorchVersions.cpuIndex },
	rows: [
		row(["5.18.0", "5.23.0"], "0.23.3", {
			...five,
			"huggingface-hub": "2.4.0"
		}),
		row(["5.16.0", "5.17.0"], "0.23.3", five),
		row(["5.0.0", "5.15.1"], "0.22.2", five),
		row(["4.56.0", "4.57.6"], "0.22.2", four),
		row(["4.47.0", "4.55.4"], "0.21.4", four),
		row(["4.45.0", "4.46.3"], "0.20.3", four),
		row(["4.40.0", "4.44.2"], "0.19.1", four),
		row(["4.36.0", "4.39.3"], "0.15.2", four)
	]
};
// src/serving/versions/xgboost.ts
const tools = {
	joblib: "1.6.0",
	threadpoolctl: "3.8.0"
};
const cpu = {
	package: "xgboost-cpu",
	gpuPackage: "xgboost"
};
const companions2 = {
	numpy: "2.2.6",
	scipy: "1.14.1",
	pandas: "2.3.3",
	"scikit-learn": "1.5.2"
};
const companions1 = {
	numpy: "1.26.4",
	scipy: "1.10.1",
	pandas: "1.5.3",
	"scikit-learn": "1.2.2"
};
const xgboostVersions = {
	name: "XGBoost",
	package: "xgboost",
	ask: "xgboost.__version__",
	published: { "1.7.0": "1.7.0.post0" },
	rows: [
		{
			from: "3.2.0",
			newest: "3.4.1",
			python: "3.12",
			packages: {
				numpy: "2.4.6",
				scipy: "1.16.3",
				pandas: "3.1.1",
				"scikit-learn": "1.8.0",
				...tools
			},
			...cpu
		},
		{
			from: "3.0.0",
			newest: "3.1.3",
			python: "3.12",
			packages: {
				numpy: "2.3.5",
				scipy: "1.16.3",
				pandas: "2.3.3",
				"scikit-learn": "1.7.2",
				...tools
			},
			...cpu
		},
		{
			from: "2.1.1",
			newest: "2.1.4",
			python: "3.12",
			packages: {
				...companions2,
				...tools
			},
			...cpu
		},
		{
			from: "2.1.0",
			newest: "2.1.0",
			python: "3.12",
			packages: {
				...companions2,
				"nvidia-nccl-cu12": "2.21.5",
				...tools
			}
		},
		{
			from: "2.0.0",
			newest: "2.0.3",
			python: "3.11",
			packages: {
				numpy: "1.26.4",
				scipy: "1.11.4",
				pandas: "2.3.3",
				"scikit-learn": "1.3.2",
				...tools
			}
		},
		{
			from: "1.7.0",
			newest: "1.7.6",
			python: "3.11",
			packages: {
				...companions1,
				...tools
			}
		},
		{
			from: "1.6.0",
			newest: "1.6.2",
			python: "3.11",
			packages: {
				...companions1,
				setuptools: "75.8.0",
				...tools
			}
		}
	]
};
// src/serving/frameworks.ts
const rows = [
	"columns.py",
	"saved.py",
	"tabular.py",
	"wire.py"
];
const arrays = [
	"tensors.py",
	"threads.py",
	"wire.py"
];
const scripts = {
	pickle: {
		script: "score_sklearn.py",
		modules: rows
	},
	skops: {
		script: "score_sklearn.py",
		modules: rows,
		packages: { skops: "0.16.0" }
	},
	"xgboost-json": {
		script: "score_xgboost.py",
		modules: rows
	},
	"xgboost-ubj": {
		script: "score_xgboost.py",
		modules: rows
	},
	"xgboost-binary": {
		script: "score_xgboost.py",
		modules: rows
	},
	"lightgbm-text": {
		script: "score_lightgbm.py",
		modules: rows
	},
	"catboost-binary": {
		script: "score_catboost.py",
		modules: rows
	},
	onnx: {
		script: "score_onnx.py",
		modules: arrays
	},
	"tensorflow-saved-model": {
		script: "score_tensorflow.py",
		modules: arrays
	},
	"keras-zip": {
		script: "score_keras.py",
		modules: arrays
	},
	"keras-hdf5": {
		script: "score_keras.py",
		modules: arrays
	},
	torchscript: {
		script: "score_torch.py",
		modules: arrays
	},
	"torch-export": {
		script: "score_torch.py",
		modules: arrays
	},
	"torch-pickle": {
		script: "score_torch.py",
		modules: arrays
	},
	transformers: {
		script: "score_transformers.py",
		modules: ["threads.py", "wire.py"]
	},
	mlflow: {
		script: "score_mlflow.py",
		modules: [
			"tabular.py",
			"tensors.py",
			"wire.py"
		]
	}
};
const whole = {
	xgboost: {
		script: "score_xgboost.py",
		modules: rows
	},
	lightgbm: {
		script: "score_lightgbm.py",
		modules: rows
	},
	catboost: {
		script: "score_catboost.py",
		modules: rows
	}
};
function scriptFor({ format, framework }) {
	const script = scripts[format];
	const own = format === "pickle" || format === "skops" ? whole[framework] : void 0;
	return script && {
		...script,
		...own
	};
}
const versions$1 = {
	"scikit-learn": sklearnVersions,
	xgboost: xgboostVersions,
	lightgbm: lightgbmVersions,
	catboost: catboostVersions,
	onnx: onnxVersions,
	tensorflow: tensorflowVersions,
	keras: kerasVersions,
	pytorch: pytorchVersions,
	transformers: transformersVersions
};
// src/serving/versions/companions.ts
const companions$1 = {
	lz4: "4.4.5",
	cloudpickle: "3.1.2",
	dill: "0.4.1"
};
// src/serving/versions/table.ts
function findRelease(table, given) {
	const wanted = parseVersion(given);
	const oldest = table.rows.at(-1);
	const [newest] = table.rows;
	if (!wanted || !oldest || compare(wanted, parse(oldest.from).slice(0, wanted.length)) < 0) return void 0;
	if (compare(wanted.slice(0, 1), parse(newest.newest).slice(0, 1)) > 0) return void 0;
	if (compare(wanted.slice(0, 2), parse(newest.newest).slice(0, 2)) > 0) return {
		version: given,
		row: newest,
		notes: [`${table.name} ${given} is newer than this action knows (${newest.newest}): trying it with the packages of ${newest.newest}`]
	};
	if (wanted.length < 3) {
		const row = table.rows.find((row) => compare(parse(row.from).slice(0, wanted.length), wanted) <= 0);
		const version = row && newestOf(row, wanted);
		const note = `'framework-version' ${given} names no patch: taking ${version}`;
		return row && version ? {
			version,
			row,
			notes: [note]
		} : void 0;
	}
	const row = table.rows.find((row) => compare(parse(row.from), wanted) <= 0);
	return row && {
		version: table.published?.[given] ?? given,
		row,
		notes: []
	};
}
const newestOf = (row, wanted) => compare(parse(row.newest).slice(0, wanted.length), wanted) === 0 ? row.newest : [
	...wanted,
	0,
	0
].slice(0, 3).join(".");
const minor = /^(0|[1-9]\d*)\.(0|[1-9]\d*)$/;
const release = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)((a|b|rc|\.post|\.dev)\d+)?(\+[\w.]+)?$/;
function parseVersion(text) {
	return (release.exec(text)?.slice(1, 4) ?? minor.exec(text)?.slice(1, 3))?.map(Number);
}
const parse = (version) => parseVersion(version) ?? [];
function compare(a, b) {
	for (const [index, number] of a.entries()) {
		const other = b[index] ?? 0;
		if (number !== other) return number - other;
	}
	return 0;
}
// src/serving/environment.ts
function environmentOf$1(description, given, gpu) {
	const table = versions$1[description.framework];
	if (!table) return noTable(description.framework);
	const version = given ?? versionFor(description, table);
	if (version === void 0) return versionNeeded(description);
	const release = findRelease(table, version);
	if (!release) return unknownVersion(table, version);
	const { row } = release;
	const python = pythonFor(description, row);
	if (python === void 0) return wrongPython(description, table, release);
	const packages = {
		[(gpu ? row.gpuPackage : void 0) ?? row.package ?? table.package]: release.version,
		...row.packages,
		...row.otherPythons?.[python]
	};
	const notes = [...given === void 0 ? [chosen(description, table, version)] : [], ...release.notes];
	const needed = {
		...scriptFor(description)?.packages,
		...description.packages
	};
	for (const [name, recorded] of Object.entries(needed)) {
		if (name === table.package || packages[name] !== void 0) continue;
		const partner = table.partners?.[name]?.(release.version);
		const found = partner ? {
			ok: true,
			packages: partner,
			notes: []
		} : companion(name, recorded);
		if (!found.ok) return found;
		for (const [other, pin] of Object.entries(found.packages)) packages[other] ??= pin;
		notes.push(...found.notes);
	}
	const index = gpu ? void 0 : table.cpuIndex;
	return {
		ok: true,
		version: release.version,
		packages: {
			python,
			packages,
			...index === void 0 ? {} : { options: [`--extra-index-url ${index}`] }
		},
		notes
	};
}
const pythonFor = ({ pythons }, { python, otherPythons = {} }) => pythons === void 0 || pythons.includes(python) ? python : pythons.find((other) => other in otherPythons);
function wrongPython({ path, pythons = [] }, { name }, { version, row }) {
	const minor = (python) => Number(python.replace("3.", ""));
	const served = [row.python, ...Object.keys(row.otherPythons ?? {})].sort((a, b) => minor(a) - minor(b)).join(" or ");
	return {
		ok: false,
		message: `'${path}' holds functions whose code ${pythons.length > 0 ? `Python ${pythons.join(" or ")}` : "several Pythons"} compiled, which no other Python runs, and ${name} ${version} is served with Python ${served}`,
		hint: `Save the model anew under Python ${row.python}, or bring an 'entry-script' and a 'conda-file' with the Python that saved it; with the functions in a module of your own beside the script, any Python does.`
	};
}
function versionFor({ format, oldestVersion }, table) {
	if (!table.readsOlder?.includes(format)) return void 0;
	const { newest } = table.rows[0];
	return isBelow(newest, oldestVersion ?? "") ? oldestVersion : newest;
}
const chosen = ({ holds }, { name }, version) => `the file (${holds}) does not record a version of ${name}: taking ${version}, which reads what older ones saved ('framework-version' says otherwise)`;
const versionNeeded = ({ path, holds, framework }) => ({
	ok: false,
	code: "framework-version-unknown",
	message: `'framework-version' is required: ${path === "" ? "the model" : `'${path}'`} (${holds}) does not record the version of ${framework} that saved it`,
	hint: "Give the exact version that is installed where the model is trained, such as 1.5.2."
});
function companion(name, recorded) {
	const table = Object.values(versions$1).find((table) => table.package === name);
	if (!table) {
		const pin = recorded ?? companions$1[name];
		if (pin !== void 0) return {
			ok: true,
			packages: { [name]: pin },
			notes: []
		};
		return {
			ok: false,
			message: `the model needs the package ${name}, and its file does not record which version`,
			hint: "Bring an 'entry-script' and a 'conda-file' that pins it."
		};
	}
	const version = recorded ?? table.rows[0].newest;
	const release = findRelease(table, version);
	if (!release) return unknownVersion(table, version);
	const own = release.row.package ?? table.package;
	const guess = `the model needs ${name}, and its file does not record which version: taking ${version}`;
	return {
		ok: true,
		packages: {
			[own]: release.version,
			...release.row.packages
		},
		notes: [...recorded === void 0 ? [guess] : [], ...release.notes]
	};
}
const noTable = (framework) => ({
	ok: false,
	message: `${framework} models are not served without code`,
	hint: "Bring an 'entry-script', with a 'conda-file' or an 'environment'."
});
const unknownVersion = ({ name, ask, rows }, version) => ({
	ok: false,
	message: `${name} ${version} cannot be served: expected a version from ${rows.at(-1)?.from} to ${rows[0].newest}`,
	hint: `Give the version that saved the model (${ask} there), or bring your own 'entry-script' and 'conda-file'.`
});
// src/serving/image.ts
const condaBaseImage = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04";
const condaGpuImage = "mcr.microsoft.com/azureml/openmpi5.0-cuda12.6-ubuntu24.04";
// src/serving/mlflow.ts
function mlflowEnvironment(model) {
	const listed = listPackages(model);
	const files = listed.pip.filter(isFile);
	if (files.length > 0) return filesNeeded(files);
	const notes = [...listed.notes];
	const python = choosePython(model.description.python ?? pythonOf(listed.conda), notes);
	const pins = pinPackages(boundNumpy(listed.pip, model), model, notes);
	return {
		ok: true,
		condaFile: writeCondaFile({
			channels: listed.channels.length > 0 ? listed.channels : ["conda-forge"],
			conda: [
				`python=${python}`,
				"pip=25.0.1",
				...listed.conda.filter((line) => !replaced.test(line))
			],
			pip: [
				...cpuIndexes(pins, model.gpu),
				...pins,
				...companions(pins, model.version)
			]
		}),
		notes
	};
}
function listPackages({ condaFile, requirements }) {
	const own = requirements === void 0 ? [] : requirementLines(requirements);
	if (condaFile === void 0) return withoutConstraints({
		channels: [],
		conda: [],
		pip: own
	});
	const { channels, conda, pip } = readCondaFile$1(parseYaml(condaFile));
	return withoutConstraints({
		channels,
		conda,
		pip: pip.flatMap((line) => /^(-r|--requirement)[\s=]+\S*requirements\.txt$/.test(line) ? own : [line])
	});
}
function withoutConstraints({ channels, conda, pip }) {
	const kept = pip.filter((line) => !constrainsByFile(line));
	return {
		channels,
		conda,
		pip: kept,
		notes: kept.length < pip.length ? ["the model's constraints.txt is left out"] : []
	};
}
const replaced = /^(\S+::)?(python|pip)\s*($|[<>=!~\s])/;
const pythonOf = (conda) => conda.map((line) => /^(?:\S+::)?python\s*=+\s*(\d+\.\d+)/.exec(line)?.[1]).find(Boolean);
const oldestPython = "3.9";
const usualPython = "3.11";
function choosePython(saved, notes) {
	if (saved === void 0) {
		notes.push(`the model does not record its Python: taking ${usualPython}`);
		return usualPython;
	}
	if (!isBelow(saved, oldestPython)) return saved;
	notes.push(`the model was saved with Python ${saved}, which neither conda-forge nor the inference server supports any more: serving it with ${oldestPython}`);
	return oldestPython;
}
const serverOwn = new Set([
	"azureml-inference-server-http",
	"azureml-defaults",
	"azureml-ai-monitoring",
	"flask",
	"gunicorn",
	"werkzeug"
]);
function pinPackages(lines, model, notes) {
	const loose = [];
	const pins = [];
	for (const line of lines) {
		const requirement = readRequirement(line);
		if (!requirement) {
			pins.push(line);
			continue;
		}
		const { name, pin } = requirement;
		if (serverOwn.has(name) || /^mlflow(-skinny)?$/.test(name) && !line.includes("[")) continue;
		const recorded = name === "mlflow" ? model.version : model.description.packages[name];
		if (pin === void 0 && recorded === void 0) loose.push(name);
		const bounded = pin === void 0 && recorded !== void 0 && !line.includes(";");
		pins.push(bounded ? `${withExtras(line)}==${recorded}` : line);
	}
	if (loose.length > 0) notes.push(`the model lists no exact version of ${loose.join(", ")}: another build of the image may install another one`);
	return pins;
}
function boundNumpy(lines, { description }) {
	const pins = lines.flatMap((line) => {
		const requirement = readRequirement(line);
		return requirement?.pin === void 0 ? [] : [[requirement.name, requirement.pin]];
	});
	if (!needsNumpy1(new Map([...Object.entries(description.packages), ...pins]))) return lines;
	return lines.map((line) => /^numpy\s*(>=?[^,;<=]+)?$/.test(line) ? `numpy==${lastNumpy1}` : line);
}
const withExtras = (line) => /^[\w.-]+(\s*\[[^\]]*\])?/.exec(line)?.[0] ?? line;
function companions(pins, mlflow) {
	const found = new Map(pins.flatMap((line) => {
		const requirement = readRequirement(line);
		return requirement ? [[requirement.name, requirement.pin]] : [];
	}));
	const lines = [];
	const add = (name, version) => {
		if (found.has(name)) return;
		lines.push(`${name}==${version}`);
		found.set(name, version);
	};
	if (!found.has("mlflow")) add("mlflow-skinny", mlflow);
	add("pandas", isBelow(mlflow, "2.3") || isBelow(found.get("numpy"), "1.22.4") ? "1.5.3" : "2.3.3");
	if (needsNumpy1(found)) add("numpy", lastNumpy1);
	if (isBelow(mlflow, "3")) add("setuptools", "80.9.0");
	add("azureml-inference-server-http", isBelow(mlflow, "2.2.2") ? "1.4.1" : "1.5.1");
	return lines;
}
const needsNumpy1 = (pins) => isBelow(pins.get("pandas"), "2.2.2") || isBelow(pins.get("scikit-learn"), "1.4.2");
const lastNumpy1 = "1.26.4";
function cpuIndexes(pins, gpu) {
	if (gpu) return [];
	const names = new Set(pins.map((line) => readRequirement(line)?.name));
	const indexes = Object.values(versions$1).flatMap((table) => table.cpuIndex !== void 0 && names.has(table.package) ? [table.cpuIndex] : []);
	return [...new Set(indexes)].map((index) => `--extra-index-url ${index}`);
}
const isFile = (line) => includesFile(line) || !line.startsWith("-") && !line.includes("://") && readRequirement(line) === void 0;
const filesNeeded = (files) => ({
	ok: false,
	message: `the model's environment is installed from files that are not there when its image is built: ${files.join(", ")}`,
	hint: "Publish those packages where pip finds them and save the model again, or bring your own 'entry-script' with an 'environment' that holds them."
});
function writeCondaFile({ channels, conda, pip }) {
	return `${[
		"name: model",
		"channels:",
		...channels.map((channel) => `  - ${quoted(channel)}`),
		"dependencies:",
		...conda.map((line) => `  - ${quoted(line)}`),
		"  - pip:",
		...pip.map((line) => `      - ${quoted(line)}`)
	].join("\n")}\n`;
}
const quoted = (text) => /^[A-Za-z0-9][\w.,=<>!~+ -]*$|^--[a-z-]+ https:\/\/[\w./-]+$/.test(text) ? text : JSON.stringify(text);
// src/serving/swagger.ts
function writeSwagger(documented) {
	const { example, description } = documented;
	const request = {
		...requestSchema(description),
		...example === void 0 ? {} : { example }
	};
	const answer = answerSchema(description);
	const info = {
		title: "Scoring service",
		description: description.holds,
		version: "1.0"
	};
	const summary = "Scores the values in the request";
	const second = {
		swagger: "2.0",
		info,
		schemes: ["https"],
		consumes: ["application/json"],
		produces: ["application/json"],
		securityDefinitions: { Bearer: {
			type: "apiKey",
			name: "Authorization",
			in: "header"
		} },
		security: [{ Bearer: [] }],
		paths: { "/score": { post: {
			operationId: "score",
			summary,
			parameters: [{
				name: "body",
				in: "body",
				required: true,
				schema: request
			}],
			responses: {
				200: {
					description: "The answer",
					schema: answer
				},
				400: {
					description: refusal$1,
					schema: error
				}
			}
		} } }
	};
	const json = (schema) => ({ "application/json": { schema } });
	const third = {
		openapi: "3.0.3",
		info,
		components: { securitySchemes: { Bearer: {
			type: "http",
			scheme: "bearer"
		} } },
		security: [{ Bearer: [] }],
		paths: { "/score": { post: {
			operationId: "score",
			summary,
			requestBody: {
				required: true,
				content: json(request)
			},
			responses: {
				200: {
					description: "The answer",
					content: json(answer)
				},
				400: {
					description: refusal$1,
					content: json(error)
				}
			}
		} } }
	};
	return {
		"swagger2.json": print(second),
		"swagger3.json": print(third)
	};
}
const print = (document) => `${JSON.stringify(document, null, 2)}\n`;
const refusal$1 = "The request cannot be answered; the message says what was expected";
const error = {
	type: "object",
	properties: { error: {
		type: "object",
		properties: { message: { type: "string" } }
	} }
};
const listOf = (items, description) => ({
	type: "array",
	items,
	...description === void 0 ? {} : { description }
});
function requestSchema({ input, format }) {
	switch (input.kind) {
		case "rows": return rowsSchema(input.columns);
		case "texts": return object({ [format === "transformers" ? "inputs" : "data"]: listOf({ type: "string" }, "One text per row") });
		case "pictures": return object({ inputs: listOf({ type: "string" }, "One picture per row: its address, or Base64") });
		case "tensors": return object({ inputs: object(tensorSchemas(input.tensors)) });
		case "unknown": return object({ data: { description: "What the model takes; its file does not say" } });
	}
}
const object = (properties) => ({
	type: "object",
	properties,
	required: Object.keys(properties)
});
function rowsSchema(columns) {
	const row = columns.every((column) => column.name !== void 0) ? object(Object.fromEntries(columns.map((column) => [column.name, columnSchema(column)]))) : listOf({}, `${columns.length} values`);
	const rows = object({ data: listOf(row) });
	return {
		...rows,
		properties: {
			...rows.properties,
			method: {
				type: "string",
				description: "predict unless said otherwise"
			}
		}
	};
}
function columnSchema({ type, values }) {
	return {
		type: {
			number: "number",
			integer: "integer",
			boolean: "boolean",
			text: "string",
			datetime: "string"
		}[type],
		...values === void 0 ? {} : { enum: values }
	};
}
const tensorSchemas = (tensors) => Object.fromEntries(tensors.map((tensor) => [tensor.name, tensorSchema(tensor)]));
function tensorSchema({ type, shape }) {
	if (shape === void 0) return { description: `${type}, of any shape` };
	const description = `${type} [${shape.map((axis) => axis ?? "n").join(", ")}]`;
	return {
		...shape.reduce((inner) => listOf(inner), { type: elementSchema(type) }),
		description
	};
}
function elementSchema(type) {
	if (type === "bool") return "boolean";
	if (type === "string") return "string";
	return type.includes("int") ? "integer" : "number";
}
function answerSchema({ output, input }) {
	switch (output.kind) {
		case "classes": return object({ predict: listOf(output.classes ? { enum: output.classes } : {}, "A label per row") });
		case "numbers": {
			const many = output.width !== void 0 && output.width > 1;
			const value = { type: "number" };
			return object({ predict: listOf(many ? listOf(value) : value, "A number or more per row") });
		}
		case "tensors": return object({ outputs: object(tensorSchemas(output.tensors)) });
		case "unknown": return input.kind === "tensors" ? object({ outputs: {} }) : { type: "object" };
	}
}
// src/serving/generate.ts
function generateService(served) {
	const { description, mounted, gpu } = served;
	const script = scriptFor(description);
	if (!script) return {
		ok: false,
		message: `${description.holds} is not served without code`,
		hint: "Bring an 'entry-script', with a 'conda-file' or an 'environment'."
	};
	const environment = describeEnvironment(served);
	if (!environment.ok) return environment;
	return {
		ok: true,
		templates: {
			"score.py": script.script,
			...Object.fromEntries(script.modules.map((name) => [name, name]))
		},
		files: {
			"model.json": describeModel(description, mounted),
			...writeSwagger({
				description,
				...exampleOf$1(description)
			})
		},
		scoringScript: "score.py",
		condaFile: environment.condaFile,
		image: gpu ? condaGpuImage : condaBaseImage,
		version: environment.version,
		notes: environment.notes
	};
}
function describeEnvironment({ description, version, gpu, texts }) {
	if (description.format === "mlflow" && version !== void 0) {
		const { "conda.yaml": condaFile, "requirements.txt": requirements } = texts;
		const made = mlflowEnvironment({
			description,
			version,
			gpu,
			...condaFile === void 0 ? {} : { condaFile },
			...requirements === void 0 ? {} : { requirements }
		});
		return made.ok ? {
			...made,
			version
		} : made;
	}
	const made = environmentOf$1(description, version, gpu);
	return made.ok ? {
		...made,
		condaFile: writeCondaFile$1(made.packages)
	} : made;
}
function exampleOf$1(description) {
	const invention = inventSmokeCase(description);
	const body = invention.invented ? invention.cases[0]?.body : void 0;
	return body === void 0 ? {} : { example: JSON.parse(body) };
}
function describeModel(description, path) {
	const { format, input, output, holds } = description;
	return `${JSON.stringify({
		path,
		format,
		holds,
		input,
		output
	}, null, 2)}\n`;
}
// src/serving/service.ts
async function prepareService(serving, model, identity, gpu, signal) {
	if (serving.kind === "code") return ownCode(serving, signal);
	return await builtInService(serving, model, identity) ?? generated(model, demandKnown(identity, model), gpu, signal);
}
async function ownCode(serving, signal) {
	const content = await listContent(serving.sourceDirectory, { ignoreFiles: [".amlignore", ".gitignore"] });
	if (!content.files.some((file) => file.path === serving.entryScript)) throw new ActionError({
		code: "invalid-input",
		message: `'entry-script' is '${serving.entryScript}', which the ignore file of '${serving.sourceDirectory}' leaves out`,
		hint: "Add an .amlignore beside it that does not exclude the script: it wins over .gitignore."
	});
	return {
		kind: "scripted",
		code: await digest(content, signal),
		scoringScript: serving.entryScript,
		environment: await ownEnvironment(serving.environment),
		notes: []
	};
}
async function ownEnvironment(choice) {
	switch (choice.kind) {
		case "conda": return {
			kind: "new",
			image: choice.image ?? "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04",
			condaFile: await readFile(choice.file, "utf8")
		};
		case "image": return {
			kind: "new",
			image: choice.image
		};
		case "id": return {
			kind: "existing",
			name: choice.id,
			id: choice.id
		};
		case "registered": return {
			kind: "existing",
			name: choice.version === void 0 ? choice.name : `${choice.name}:${choice.version}`
		};
	}
}
async function generated(model, known, gpu, signal) {
	const { description, version } = known;
	const served = generateService({
		description,
		...version === void 0 ? {} : { version },
		mounted: mountedAt(model, description),
		gpu,
		texts: await environmentTexts(model, description)
	});
	if (!served.ok) {
		const { code = "framework-unsupported", message, hint } = served;
		throw new ActionError({
			code,
			message,
			hint
		});
	}
	const templates = Object.entries(served.templates).map(async ([name, template]) => [name, await readTemplate(template)]);
	return {
		kind: "scripted",
		code: await digest(memoryFolder("serving", {
			...Object.fromEntries(await Promise.all(templates)),
			...served.files
		}), signal),
		scoringScript: served.scoringScript,
		environment: {
			kind: "new",
			image: served.image,
			condaFile: served.condaFile
		},
		frameworkVersion: served.version,
		notes: served.notes
	};
}
function mountedAt(model, { path }) {
	return model.kind === "local" && model.content.kind === "file" || path === "" ? model.mount : `${model.mount}/${path}`;
}
// src/modes/prepare.ts
async function prepare$1(wish, model, gpu, journal, signal) {
	const identity = identify(wish.model, model);
	const { framework, version, description } = identity;
	journal.learn({
		...framework === void 0 ? {} : { framework },
		...version === void 0 ? {} : { frameworkVersion: version },
		...description === void 0 ? {} : { holds: description.holds }
	});
	if (model.kind === "local") {
		const { findings } = model.reading;
		journal.learn({ findings });
		for (const note of judgeScan(findings, wish.model.scan)) journal.note(note);
	}
	const service = await prepareService(wish.serving, model, identity, gpu, signal);
	tell$1(service, journal);
	demandGpu(service, wish, gpu);
	const bytes = model.kind === "local" ? model.content.bytes : 0;
	return {
		identity,
		service,
		container: fitContainer(wish.container, {
			bytes,
			...framework === void 0 ? {} : { framework }
		}),
		smoke: chooseSmoke(wish, identity, service)
	};
}
function tell$1(service, journal) {
	for (const note of service.notes) journal.note(note);
	if (service.kind === "built-in") {
		for (const warning of service.warnings) journal.note(warning, "warning");
		if (service.gpu !== void 0) journal.note(`size: the model needs a GPU: ${service.gpu}`);
	} else if (service.frameworkVersion !== void 0) journal.learn({ frameworkVersion: service.frameworkVersion });
}
function demandGpu(service, { compute: { instanceType } }, gpu) {
	if (service.kind !== "built-in" || service.gpu === void 0) return;
	if (instanceType === void 0 || gpu) return;
	throw new ActionError({
		code: "invalid-input",
		message: `'instance-type' is '${instanceType}', which has no GPU, and the model needs one: ${service.gpu}`,
		hint: "Name a size with a GPU, such as Standard_NC4as_T4_v3, or leave 'instance-type' out."
	});
}
// src/modes/check.ts
async function check(wish, world, journal, signal) {
	const { source } = wish.model;
	if (source.kind === "registered") throw new Error("only a local model is checked");
	const model = await journal.phase("facts", () => readLocalModel({
		path: source.path,
		unpack: wish.serving.kind !== "code"
	}, world, signal));
	journal.learn({ modelDigest: model.digest });
	await attest(wish, model, world, journal, signal);
	const { instanceType } = wish.compute;
	const gpu = hasGpu(instanceType, void 0);
	const prepared = await journal.phase("plan", () => prepare$1(wish, model, gpu, journal, signal));
	const proof = await tryOut({
		wish,
		model,
		prepared,
		gpu
	}, world, journal, signal);
	const size = demandSize(wish, proof, journal);
	if (!proof) for (const { name, path = "the scoring URI" } of prepared.smoke) journal.note(`smoke: a deployment would have to answer '${name}', sent to ${path}`);
	else {
		journal.learn({ smoke: proof.smoke.map(shortened) });
		if (instanceType === void 0) compare$1(wish, proof, size, journal);
	}
	return "planned";
}
// src/plan/expiry.ts
const names = {
	expires: "expires-at",
	environment: "github-environment"
};
const never = "never";
function planExpiry(asked, tags = {}) {
	if (asked) return {
		kind: "expires",
		...asked
	};
	return expiryIn(tags) === void 0 ? void 0 : { kind: "stays" };
}
function withExpiry(tags, expiry, now) {
	if (!expiry) return tags;
	if (expiry.kind === "stays") return {
		...tags,
		[names.expires]: never
	};
	const { afterMs, environment } = expiry;
	return {
		...tags,
		[names.expires]: new Date(now + afterMs).toISOString(),
		...environment === void 0 ? {} : { [names.environment]: environment }
	};
}
function expiryIn(tags) {
	const time = Date.parse(tags[names.expires] ?? never);
	return Number.isNaN(time) ? void 0 : time;
}
const environmentOf = ({ name, tags }) => tags[names.environment] ?? name;
// src/execution/execution.ts
const unsettledOf = ({ plan, run }) => ({
	endpoint: plan.endpoint.name,
	run,
	deployment: plan.deployment.name,
	before: plan.traffic.before,
	tried: plan.traffic.unfinished === "resume" ? [plan.traffic.live] : [],
	onFailure: plan.deployment.isOld || plan.deployment.update ? "keep" : plan.onFailure,
	...plan.deployment.update ? { update: plan.deployment.update } : {}
});
const withContainerLogs = ({ arm, plan, signal }, error) => withLogs(arm, plan.endpoint.name, plan.deployment.name, plan, error, signal);
// src/execution/claim.ts
const leaseOf = ({ plan, run }) => ({
	run,
	deployment: plan.deployment.name,
	before: plan.traffic.before,
	until: Date.now() + plan.timeoutMs + slackMs
});
const onlyLease = (rollout) => ({
	...unsettledOf(rollout),
	onFailure: "keep"
});
async function begin(rollout) {
	const { arm, plan, journal, signal } = rollout;
	const { by, live, unfinished } = plan.traffic;
	if (by === "rollback") return void 0;
	rollout.remember(onlyLease(rollout));
	if (plan.endpoint.action === "create") return leaseOf(rollout);
	return journal.phase("endpoint", () => takeLease(arm, plan.endpoint.name, leaseOf(rollout), {
		from: live.traffic,
		keepsLeft: unfinished === "undo"
	}, signal));
}
// src/execution/retire.ts
async function retire({ arm, plan, journal, log, signal }) {
	if (plan.retire.length === 0) return;
	await journal.phase("clean-up", async () => {
		for (const name of plan.retire) {
			if (signal.aborted) {
				log.warning(`clean-up: cut short; deployment ${name} is still there, without traffic`);
				continue;
			}
			try {
				log.info(`clean-up: deleting deployment ${name}`);
				await removeDeployment(arm, plan.endpoint.name, name, signal);
			} catch (error) {
				log.warning(`clean-up: deployment ${name} could not be deleted and goes on costing money: ${reasonOf(error)}`);
			}
		}
	});
}
// src/azure/scoring.ts
const makeClient = () => {
	const pipeline = createPipelineFromOptions({
		retryOptions: { maxRetries: 0 },
		userAgentOptions: { userAgentPrefix: "azureml-deploy" }
	});
	const http = createDefaultHttpClient();
	return (request) => pipeline.sendRequest(http, request);
};
let client;
const settlingMs = 9e4;
const settling = (answer) => [
	404,
	429,
	502,
	503
].includes(answer.status) || answer.status === 424 && (answer.modelStatus === void 0 || [
	"502",
	"503",
	"504"
].includes(answer.modelStatus));
function send(route, body, signal) {
	const request = createPipelineRequest({
		url: route.uri,
		...body === void 0 ? { method: "GET" } : {
			method: "POST",
			body
		},
		abortSignal: signal,
		timeout: route.timeoutMs,
		headers: createHttpHeaders({
			...body === void 0 ? {} : { "content-type": "application/json" },
			accept: "application/json",
			authorization: `Bearer ${route.token}`,
			"x-ms-client-request-id": randomUUID(),
			...route.deployment === void 0 ? {} : { "azureml-model-deployment": route.deployment }
		})
	});
	client ??= makeClient();
	return client(request);
}
async function post(route, body, signal) {
	const started = performance.now();
	const response = await send(route, body, signal);
	const header = (name) => response.headers.get(name);
	const waitMs = retryAfterMs(header);
	return {
		status: response.status,
		text: response.bodyAsText ?? "",
		latencyMs: performance.now() - started,
		deployment: header("azureml-model-deployment"),
		requestId: header("x-request-id") ?? header("x-ms-request-id"),
		modelStatus: header("ms-azureml-model-error-statuscode"),
		modelReason: header("ms-azureml-model-error-reason"),
		...waitMs === void 0 ? {} : { waitMs }
	};
}
async function score(arm, route, body, signal) {
	const deadline = Date.now() + (route.settlingMs ?? settlingMs);
	for (let count = 1;; count++) {
		let wait = delayMs(count);
		try {
			const { waitMs, ...answer } = await post(route, body, signal);
			if (!settling(answer) || Date.now() >= deadline) return answer;
			wait = waitMs ?? wait;
			arm.log.debug(`scoring: HTTP ${answer.status}; trying again in ${Math.round(wait)} ms`);
		} catch (error) {
			if (signal.aborted) throw signal.reason;
			const timedOut = error.name === "AbortError";
			if (timedOut || !isTransient(error) || Date.now() >= deadline) {
				const reason = timedOut ? `no answer within ${route.timeoutMs / 1e3} s` : reasonOf(error);
				throw new ActionError({
					code: "smoke-error",
					message: `could not reach ${route.uri}: ${reason}`,
					hint: "Check that the runner reaches the endpoint's host (firewall, proxy, private network).",
					cause: error
				});
			}
		}
		await pause$1(Math.min(wait, 1e4), signal);
	}
}
const documentMs = 3e4;
async function readOpenApi(arm, route, signal) {
	try {
		const answer = await send({
			...route,
			timeoutMs: documentMs
		}, void 0, signal);
		return answer.status === 200 ? answer.bodyAsText ?? void 0 : void 0;
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		arm.log.debug(`no OpenAPI document: ${reasonOf(error)}`);
		return;
	}
}
// src/plan/chance.ts
const usualSignificance = .01;
function exceeds(count, total, share, significance = usualSignificance) {
	if (count === 0 || count <= total * share) return false;
	if (share === 0) return true;
	let term = Math.exp(logBinomial(count, total, share));
	let asMany = 0;
	for (let each = count; each <= total && term > asMany * 1e-12; each++) {
		asMany += term;
		term *= (total - each) / (each + 1) * (share / (1 - share));
	}
	return asMany < significance;
}
function logBinomial(count, total, share) {
	let log = count * Math.log(share) + (total - count) * Math.log1p(-share);
	for (let each = 1; each <= count; each++) log += Math.log((total - count + each) / each);
	return log;
}
// src/plan/bake.ts
function judgeProbe(test, outcome) {
	if ("lost" in outcome) return { fault: {
		kind: "error",
		message: `${test.name}: ${outcome.lost}`
	} };
	const { latencyMs } = outcome;
	const verdict = judgeAnswer(test, outcome);
	if (verdict.passed) return { latencyMs };
	const { code, message } = verdict;
	return {
		latencyMs,
		fault: {
			kind: code === "smoke-wrong-answer" ? "wrong" : "error",
			message
		}
	};
}
function reportStep(share, watchedMs, probes, limits) {
	const latencies = probes.flatMap(({ latencyMs }) => latencyMs ?? []);
	const faults = probes.flatMap(({ fault }) => fault ?? []);
	const p95Ms = percentile(latencies, 95);
	const breach = breachOf$1({
		asked: probes.length,
		faults,
		latencies,
		p95Ms
	}, limits);
	return {
		share,
		watchedMs,
		asked: probes.length,
		failed: faults.length,
		p50Ms: percentile(latencies, 50),
		p95Ms,
		...breach === void 0 ? {} : { breach }
	};
}
function breachOf$1({ asked, faults, latencies, p95Ms }, { maxErrorRate, maxLatencyMs = Number.POSITIVE_INFINITY }) {
	const wrong = faults.find(({ kind }) => kind === "wrong");
	if (wrong) return `a wrong answer under live traffic: ${wrong.message}`;
	if (exceeds(faults.length, asked, maxErrorRate / 100)) {
		const rate = Math.round(faults.length / asked * 1e3) / 10;
		return `${faults.length} of ${asked} requests failed (${rate} %, 'max-error-rate' allows ${maxErrorRate} %), the last: ${faults.at(-1)?.message}`;
	}
	const slow = latencies.filter((ms) => ms > maxLatencyMs).length;
	if (exceeds(slow, latencies.length, .05)) return `${slow} of ${latencies.length} answers took longer than the ${maxLatencyMs} ms of 'smoke-max-latency-ms', their 95th percentile is ${Math.round(p95Ms)} ms`;
}
// src/plan/exposure.ts
const describeExposure = ({ share, copied }) => `${copied === void 0 ? `at ${share}` : `on a copy of ${copied}`} % of the traffic`;
// src/execution/route.ts
async function openRoute({ arm, plan, journal, signal }) {
	const endpoint = await settleEndpoint(arm, plan.endpoint.name, signal);
	journal.learn({
		...endpoint.scoringUri ? { scoringUri: endpoint.scoringUri } : {},
		...endpoint.swaggerUri ? { swaggerUri: endpoint.swaggerUri } : {},
		authMode: endpoint.authMode
	});
	return {
		endpoint,
		token: plan.smoke.length > 0 ? await readCallerToken(arm, endpoint, signal) : ""
	};
}
function routeTo({ plan }, endpoint, token, { path }) {
	if (!endpoint.scoringUri) throw new ActionError({
		code: "endpoint-failed",
		message: `endpoint '${endpoint.name}' has no scoring URI`,
		hint: "Look at the endpoint in the studio."
	});
	return {
		uri: path === void 0 ? endpoint.scoringUri : new URL(path, endpoint.scoringUri).href,
		token,
		timeoutMs: plan.requestTimeoutMs + 3e4
	};
}
// src/execution/verify.ts
async function confirmTraffic({ arm, plan, journal, signal }, expected) {
	const found = routingOf(await settleEndpoint(arm, plan.endpoint.name, signal));
	journal.learn({ traffic: found.traffic });
	const copied = ({ mirror }) => shareOf(mirror, plan.deployment.name);
	if (!sameTraffic(found.traffic, expected.traffic) || copied(found) !== copied(expected)) throw trafficChanged(plan.endpoint.name, expected, found);
}
const routingMs = 6e4;
async function verify(rollout, endpoint, token) {
	const { arm, plan, log, signal } = rollout;
	const name = plan.deployment.name;
	const [test] = plan.smoke;
	if (!test) return;
	const route = routeTo(rollout, endpoint, token, test);
	const deadline = Date.now() + routingMs;
	for (;;) {
		const answer = await score(arm, route, test.body, signal);
		const verdict = judgeAnswer(test, answer);
		if (answer.deployment === void 0 || answer.deployment === name) {
			if (verdict.passed) {
				log.info(`verified: ${route.uri} is answered by ${answer.deployment ?? name}`);
				return;
			}
			throw new ActionError({
				code: "verification-failed",
				message: `deployment '${name}' passed its smoke test, but the same request through the endpoint did not: ${verdict.message}`,
				hint: "Look at the endpoint and its log in the studio."
			});
		}
		await confirmTraffic(rollout, {
			traffic: { [name]: 100 },
			mirror: {}
		});
		if (Date.now() > deadline) throw new ActionError({
			code: "verification-failed",
			message: `endpoint '${plan.endpoint.name}' shows all traffic on '${name}', but requests are still answered by '${answer.deployment}'`,
			hint: "Look at the endpoint in the studio."
		});
		await pause$1(1e3, signal);
	}
}
// src/execution/bake.ts
const askEveryMs = (bakeMs) => Math.min(1e4, Math.max(250, bakeMs / 20));
const lookEveryMs = 3e4;
async function bake(rollout, step, watch, endpoint, token) {
	const { plan, journal, log, signal } = rollout;
	const { share, bakeMs } = step;
	const { name } = plan.deployment;
	const exposure = exposureOf(step, name);
	const started = Date.now();
	const passed = () => Date.now() - started;
	const probes = [];
	const earlier = journal.known.rollout ?? [];
	const sumUp = (breach) => {
		const report = {
			...reportStep(share, passed(), probes, plan.limits),
			...exposure
		};
		const full = breach === void 0 ? report : {
			...report,
			breach
		};
		journal.learn({ rollout: [...earlier, full] });
		return full;
	};
	const look = async (last) => {
		await confirmTraffic(rollout, step);
		const breach = await watch.look(last);
		if (!breach) return;
		sumUp(breach.why);
		throw await explain(rollout, breach.why, breach.at);
	};
	await journal.phase("bake", async () => {
		log.info(`bake: watching ${name} ${describeExposure(exposure)} for ${formatTime(bakeMs)}`);
		for (let looked = started; passed() < bakeMs;) {
			for (const test of plan.smoke) probes.push(...await probe(rollout, test, step, endpoint, token));
			const { asked, failed, p95Ms, breach } = sumUp();
			if (breach !== void 0) throw await explain(rollout, breach, exposure);
			if (Date.now() - looked > lookEveryMs) {
				looked = Date.now();
				await look(false);
				log.info(`bake: ${formatTime(passed())} of ${formatTime(bakeMs)}, ${asked} answers, ${failed} wrong, p95 ${Math.round(p95Ms)} ms`);
			}
			await pause$1(Math.min(askEveryMs(bakeMs), Math.max(0, bakeMs - passed())), signal);
		}
		await look(true);
	}, () => `${describeExposure(exposure)}: ${probes.length} answers`);
}
async function probe(rollout, test, { share }, endpoint, token) {
	const name = rollout.plan.deployment.name;
	const route = {
		...routeTo(rollout, endpoint, token, test),
		settlingMs: 0
	};
	const direct = await ask$1(rollout, {
		...route,
		deployment: name
	}, test);
	const through = await ask$1(rollout, route, test);
	const answeredBy = "lost" in through ? void 0 : through.deployment;
	return ((answeredBy === void 0 ? share === 100 : answeredBy === name) ? [direct, through] : [direct]).map((outcome) => judgeProbe(test, outcome));
}
async function ask$1({ arm, signal }, route, test) {
	try {
		return await score(arm, route, test.body, signal);
	} catch (error) {
		if (signal.aborted) throw signal.reason;
		return { lost: reasonOf(error) };
	}
}
function explain(rollout, breach, at) {
	const { name } = rollout.plan.deployment;
	const error = new ActionError({
		code: "bake-failed",
		message: `deployment '${name}' did not hold ${describeExposure(at)}: ${breach}`,
		hint: "The traffic goes back to what it was before. Look at the container's log above, and try the same requests against the model at home."
	});
	return withContainerLogs(rollout, error);
}
// src/execution/rollout.ts
async function rollOut(rollout, watch, endpoint, token) {
	const { plan, journal } = rollout;
	const { steps, after } = plan.traffic;
	let current = currentRouting(plan);
	let unsettled = unsettledOf(rollout);
	for (const step of steps) {
		const { traffic, mirror, share, bakeMs } = step;
		if (bakeMs > 0) watch.begin(exposureOf(step, plan.deployment.name));
		unsettled = {
			...unsettled,
			tried: [...unsettled.tried, {
				traffic,
				mirror
			}]
		};
		if (!step.stays) await take(rollout, step, current, unsettled);
		current = step;
		if (share === 100) await journal.phase("verify", () => verify(rollout, endpoint, token));
		if (bakeMs > 0) await bake(rollout, step, watch, endpoint, token);
	}
	watch.end();
	if (steps.length > 0) return;
	await confirmTraffic(rollout, after);
	if (shareOf(after.traffic, plan.deployment.name) === 100) await journal.phase("verify", () => verify(rollout, endpoint, token));
}
async function undoUnfinished({ arm, plan, journal, log, signal }, lease) {
	const { live, before, by } = plan.traffic;
	const history = by === "rollback" ? { history: {
		by,
		before: live.traffic
	} } : {};
	const record = lease ? { record: lease } : {};
	await journal.phase("traffic", async () => {
		log.info(`traffic: an earlier run left its rollout at ${describeRouting(live)}; back to ${describeRouting(before)}`);
		await moveTraffic(arm, {
			name: plan.endpoint.name,
			from: live,
			to: before,
			...record,
			...history
		}, signal);
	}, () => `${describeRouting(live)} → ${describeRouting(before)}`);
}
async function take(rollout, step, from, unsettled) {
	const { arm, plan, journal, log, signal, run } = rollout;
	const record = {
		run,
		deployment: plan.deployment.name,
		before: step.share === 100 && step.bakeMs === 0 ? step : plan.traffic.before,
		until: Date.now() + step.bakeMs + slackMs
	};
	await journal.phase("traffic", async () => {
		log.info(`traffic: ${describeRouting(from)} → ${describeRouting(step)}`);
		const moved = await moveTraffic(arm, {
			name: plan.endpoint.name,
			from,
			to: step,
			...plan.traffic.by === "rollback" ? {} : { record },
			history: {
				by: plan.traffic.by,
				before: plan.traffic.before.traffic
			},
			beforePut: () => rollout.remember(unsettled)
		}, signal);
		journal.learn({ traffic: positive(moved.traffic) });
	}, () => `${describeRouting(from)} → ${describeRouting(step)}`);
}
// src/execution/smoke.ts
async function smoke(rollout, endpoint, token) {
	const { arm, plan, journal, log, signal } = rollout;
	const { smoke: cases, smokeCount: count, limits } = plan;
	if (cases.length === 0) {
		log.warning("smoke: none asked for, so nobody knows whether the model answers rightly");
		return;
	}
	await journal.phase("smoke", async () => {
		const reports = [];
		for (const test of cases) {
			const route = {
				...routeTo(rollout, endpoint, token, test),
				deployment: plan.deployment.name
			};
			const answers = [];
			for (let time = 0; time < count; time++) {
				const answer = await score(arm, route, test.body, signal);
				answers.push(answer);
				if (!judgeAnswer(test, answer).passed) break;
			}
			const summary = report(test, answers);
			reports.push(shortened(summary));
			journal.learn({ smoke: [...reports] });
			const verdict = judge$1(summary, limits.maxLatencyMs);
			if (!verdict.passed) throw await explainSmoke(rollout, verdict);
			log.info(`smoke: ${test.name} passed, ${answers.length} × HTTP ${answers.at(-1)?.status}, p50 ${Math.round(summary.p50Ms)} ms, p95 ${Math.round(summary.p95Ms)} ms`);
		}
		return reports;
	}, (reports) => `${reports.length} ${reports.length === 1 ? "request" : "requests"} × ${count}`);
}
async function explainSmoke(rollout, verdict) {
	const { plan } = rollout;
	const error = new ActionError({
		code: verdict.code,
		message: `smoke test of deployment '${plan.deployment.name}' failed: ${verdict.message}`,
		hint: hintFor(plan, verdict.code)
	});
	return withContainerLogs(rollout, error);
}
function hintFor({ deployment, traffic }, code) {
	if (deployment.update) return "The deployment goes back to what it was before the update. Callers may have had the new answers in between.";
	return shareOf(traffic.before.traffic, deployment.name) > 0 ? "This deployment is serving already and is left as it is. Look at its log in the studio." : smokeHints[code];
}
const smokeHints = {
	"smoke-error": "Look at the container's log above, and check that 'smoke-request' is what the service expects.",
	"smoke-wrong-answer": "Either the model or 'smoke-expect' is wrong. The new deployment got no traffic.",
	"smoke-too-slow": "Give it more 'cpu', choose another 'instance-type', or allow more with 'smoke-max-latency-ms'."
};
// src/azure/alerts.ts
const versions = {
	metricAlerts: "2018-03-01",
	scheduledQueryRules: "2021-08-01"
};
const alertsVersion = "2019-03-01";
async function readAlertRules(arm, given, signal) {
	if (given.length === 0) return [];
	const found = await Promise.all(given.map((rule) => findRules(arm, rule, signal)));
	const problems = found.flatMap(({ flaw }) => flaw ?? []);
	if (problems.length > 0) throw new ActionError({
		code: "alert-rule-unusable",
		message: `'rollback-alerts' ${problems.length === 1 ? "names a rule" : "names rules"} that cannot take a deployment back: ${problems.join("; ")}`,
		hint: "Nothing was changed. List the rules there are with 'az monitor metrics alert list' and 'az monitor scheduled-query list', and give a rule of another resource group by its id."
	});
	const rules = found.flatMap((each) => each.rules);
	const alerts = await readAlerts(arm, rules, "1d", signal);
	return rules.map((rule) => {
		const firing = alerts.find((alert) => isOf(rule, alert) && !alert.resolved);
		return firing ? {
			...rule,
			firingSince: firing.startedAt
		} : rule;
	});
}
async function findRules(arm, given, signal) {
	const { subscriptionId, resourceGroup } = arm.where;
	const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
	const byId = given.startsWith("/");
	const ids = byId ? [given] : ruleKinds.map((kind) => `${group}/providers/Microsoft.Insights/${kind}/${encodeURIComponent(given)}`);
	const there = (await Promise.all(ids.map((id) => readRule(arm, id, signal)))).filter((rule) => rule !== void 0);
	const where = byId ? "" : ` in resource group '${resourceGroup}'`;
	if (there.length === 0) return {
		rules: [],
		flaw: `there is no alert rule '${given}'${where}`
	};
	const rules = there.filter(({ enabled }) => enabled);
	if (rules.length === 0) return {
		rules,
		flaw: `the alert rule '${given}' is switched off`
	};
	return { rules: rules.map(({ id, name }) => ({
		id,
		name
	})) };
}
async function readRule(arm, id, signal) {
	const kind = ruleKinds.find((each) => id.toLowerCase().includes(`/${each.toLowerCase()}/`));
	const { status, body } = await arm.send({
		method: "GET",
		path: `${id}?api-version=${versions[kind ?? "metricAlerts"]}`,
		attempt: {
			doing: `read the alert rule '${nameOf$1(id)}'`,
			otherwise: "azure-refused"
		},
		signal,
		accept: [404]
	});
	if (status === 404) return void 0;
	const { id: own = id, name = nameOf$1(id), properties } = body;
	return {
		id: own,
		name,
		enabled: properties?.["enabled"] !== false
	};
}
const nameOf$1 = (id) => decodeURIComponent(id.split("/").at(-1) ?? "");
const readLatestAlerts = (arm, rules, signal) => readAlerts(arm, rules, "1h", signal);
async function readAlerts(arm, rules, timeRange, signal) {
	const subscriptions = new Set(rules.map(({ id }) => id.split("/")[2] ?? ""));
	return (await Promise.all([...subscriptions].map((subscription) => listAlerts(arm, subscription, timeRange, signal)))).flat().filter((alert) => rules.some((rule) => isOf(rule, alert)));
}
async function listAlerts(arm, subscription, timeRange, signal) {
	const monitor = `/subscriptions/${subscription}/providers/Microsoft.AlertsManagement/alerts`;
	return (await listAll(arm, {
		path: `${monitor}?api-version=${alertsVersion}&timeRange=${timeRange}`,
		attempt: {
			doing: "read the alerts of Azure Monitor",
			otherwise: "azure-refused"
		},
		signal
	})).flatMap(toAlert);
}
function toAlert({ properties }) {
	const essentials = properties?.["essentials"];
	if (!isObject(essentials)) return [];
	const text = (key) => String(essentials[key] ?? "");
	return [{
		rule: text("alertRule"),
		target: text("targetResource"),
		severity: text("severity"),
		description: text("description"),
		startedAt: text("startDateTime"),
		resolved: text("monitorCondition") === "Resolved"
	}];
}
// src/plan/minutes.ts
const ranks = [
	50,
	90,
	95,
	99
];
const sumOf = (minutes, what) => minutes.reduce((sum, minute) => sum + minute[what], 0);
function latencyOf(minutes, rank) {
	const known = minutes.filter(({ requests, latency }) => requests > 0 && latency[rank]);
	const weighed = known.reduce((sum, each) => sum + each.requests * (each.latency[rank] ?? 0), 0);
	return known.length === 0 ? void 0 : weighed / sumOf(known, "requests");
}
function highest(minutes, what) {
	const known = minutes.flatMap((minute) => minute[what] ?? []);
	return known.length === 0 ? void 0 : Math.max(...known);
}
function numbersOf({ name, minutes }) {
	const known = {
		p50Ms: latencyOf(minutes, 50),
		p95Ms: latencyOf(minutes, 95),
		p99Ms: latencyOf(minutes, 99),
		cpu: highest(minutes, "cpu"),
		memory: highest(minutes, "memory")
	};
	return {
		deployment: name,
		minutes: minutes.length,
		requests: sumOf(minutes, "requests"),
		failed: sumOf(minutes, "failed"),
		refused: sumOf(minutes, "refused"),
		...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== void 0))
	};
}
// src/azure/monitor.ts
const apiVersion = "2018-01-01";
const mostSeries = 500;
async function readMinutes(arm, endpoint, deployments, since, signal) {
	const path = `${arm.workspaceId}/onlineEndpoints/${endpoint}`;
	const whose = deployments.map((name) => `deployment eq '${name}'`).join(" or ");
	const ask = (resource, metrics, more) => query(arm, resource, metrics, {
		timespan: timespan(since, arm.now()),
		...more
	}, signal);
	const [requests, latencies, ...resources] = await Promise.all([
		ask(path, ["RequestsPerMinute"], {
			aggregation: "average",
			$filter: `${whose} and statusCode eq '*' and modelStatusCode eq '*'`,
			top: String(mostSeries)
		}),
		ask(path, ranks.map((rank) => `RequestLatency_P${rank}`), {
			aggregation: "average",
			$filter: whose,
			top: String(mostSeries)
		}),
		...deployments.map((name) => ask(`${path}/deployments/${name}`, ["CpuUtilizationPercentage", "CpuMemoryUtilizationPercentage"], { aggregation: "maximum" }))
	]);
	return new Map(deployments.map((name, index) => {
		return [name, minutesOf([...[...requests, ...latencies].filter(({ dimensions }) => dimensions["deployment"]?.toLowerCase() === name.toLowerCase()), ...resources[index] ?? []])];
	}));
}
const timespan = (from, to) => [from, Math.max(to, from + 6e4)].map((ms) => new Date(ms).toISOString()).join("/");
async function query(arm, resource, metrics, parameters, signal) {
	const asked = new URLSearchParams({
		"api-version": apiVersion,
		metricnames: metrics.join(","),
		interval: "PT1M",
		...parameters
	});
	const { body } = await arm.send({
		method: "GET",
		path: `${resource}/providers/Microsoft.Insights/metrics?${asked.toString().replaceAll("+", "%20")}`,
		attempt: {
			doing: `read the metrics ${metrics.join(", ")}`,
			otherwise: "azure-refused"
		},
		signal
	});
	return listIn(body, "value").flatMap((metric) => listIn(metric, "timeseries").flatMap((series) => {
		const dimensions = Object.fromEntries(listIn(series, "metadatavalues").map(({ name, value }) => [nameIn(name).toLowerCase(), String(value ?? "")]));
		return listIn(series, "data").flatMap(({ timeStamp, average, maximum }) => {
			const [at, value] = [Date.parse(String(timeStamp)), maximum ?? average];
			if (Number.isNaN(at) || typeof value !== "number") return [];
			return [{
				metric: nameIn(metric["name"]),
				dimensions,
				at,
				value
			}];
		});
	}));
}
const listIn = (value, key) => {
	const list = isObject(value) ? value[key] : void 0;
	return Array.isArray(list) ? list.filter(isObject) : [];
};
const nameIn = (name) => isObject(name) && typeof name["value"] === "string" ? name["value"] : "";
function minutesOf(points) {
	return [...Map.groupBy(points, ({ at }) => at)].sort(([a], [b]) => a - b).map(([at, measured]) => {
		const requests = measured.filter(({ metric }) => metric === "RequestsPerMinute");
		const count = (...kinds) => requests.filter(({ dimensions }) => kinds.includes(kindOf(dimensions))).reduce((sum, { value }) => sum + Math.round(value), 0);
		const measure = (name) => measured.find(({ metric }) => metric === name)?.value;
		const latency = ranks.flatMap((rank) => {
			const value = measure(`RequestLatency_P${rank}`);
			return value === void 0 ? [] : [[rank, value]];
		});
		const cpu = measure("CpuUtilizationPercentage");
		const memory = measure("CpuMemoryUtilizationPercentage");
		return {
			at,
			requests: count("answered", "failed", "refused"),
			failed: count("failed"),
			refused: count("refused"),
			latency: Object.fromEntries(latency),
			...cpu === void 0 ? {} : { cpu },
			...memory === void 0 ? {} : { memory }
		};
	});
}
function kindOf(dimensions) {
	const { statuscode = "", modelstatuscode = "" } = dimensions;
	if (statuscode === "424") return modelstatuscode.startsWith("4") ? "refused" : "failed";
	if (statuscode.startsWith("5") || statuscode === "408" || statuscode === "429") return "failed";
	return statuscode.startsWith("4") ? "refused" : "answered";
}
// src/plan/liveMetrics.ts
const minuteMs = 6e4;
function reportLive(span, current, previous, limits, expected) {
	const during = within(span);
	const mine = current.minutes.filter(during);
	const beside = previous?.minutes.filter(during) ?? [];
	const earlier = previous?.minutes.filter((one) => one.at < span.from && !during(one)) ?? [];
	const enough = span.share < 100 && sumOf(beside, "requests") >= fewest;
	const theirs = enough ? beside : [...earlier, ...beside];
	const yardstick = {
		name: previous?.name ?? "",
		minutes: theirs
	};
	const breach = breachOf(mine, yardstick, limits, expected);
	return {
		share: span.share,
		...span.copied === void 0 ? {} : { copied: span.copied },
		current: numbersOf({
			name: current.name,
			minutes: mine
		}),
		...previous ? { previous: numbersOf({
			name: previous.name,
			minutes: beside
		}) } : {},
		...!enough && earlier.length > 0 ? { earlier: numbersOf(yardstick) } : {},
		...breach === void 0 ? {} : { breach }
	};
}
const beforeUpdate = ({ name, minutes }, began) => ({
	name: `${name} before its update`,
	minutes: minutes.filter(({ at }) => at <= began - minuteMs)
});
const within = ({ from, to = Number.POSITIVE_INFINITY }) => ({ at }) => at > from - minuteMs && at <= to;
const fewest = 30;
const significance = .001;
function breachOf(minutes, before, limits, expected) {
	return (expected.failed ? void 0 : failures(minutes, before, limits)) ?? (expected.refused ? void 0 : refusals(minutes, before, limits)) ?? slowness(minutes, before, limits) ?? fullness(minutes, before, limits);
}
function failures(minutes, before, { maxErrorRate }) {
	const mine = ofRequests(minutes, "failed");
	const theirs = ofRequests(before.minutes, "failed");
	if (!exceeds(...mine, maxErrorRate / 100, significance)) return void 0;
	if (!(theirs[0] === 0 && theirs[1] < fewest) && !worse(mine, theirs)) return void 0;
	return `${said(mine)} of live traffic failed ('max-error-rate' allows ${maxErrorRate} %)${compared(before, theirs)}, ${when(minutes)}`;
}
function refusals(minutes, before, { maxErrorRate }) {
	const mine = ofRequests(minutes, "refused");
	const theirs = ofRequests(before.minutes, "refused");
	if (theirs[1] < fewest || !exceeds(...mine, maxErrorRate / 100, significance)) return void 0;
	if (!worse(mine, theirs)) return void 0;
	return `${said(mine)} of live traffic were refused with a 4xx ('max-error-rate' allows ${maxErrorRate} %)${compared(before, theirs)}, ${when(minutes)}`;
}
const ofRequests = (minutes, what) => [sumOf(minutes, what), sumOf(minutes, "requests")];
const worse = ([mine, asked], [theirs, others]) => exceeds(mine, mine + theirs, asked / (asked + others), significance);
const noticeableMs = 100;
const slowMinutes = 2;
const slowest = .05;
function slowness(minutes, before, { maxLatencyIncrease }) {
	const theirs = latencyOf(before.minutes, 95);
	if (theirs === void 0 || sumOf(before.minutes, "requests") < fewest) return void 0;
	const limit = Math.max(theirs * (1 + maxLatencyIncrease / 100), theirs + noticeableMs);
	const slow = minutes.map((minute) => slowerThan(limit, minute));
	const count = slow.reduce((sum, each) => sum + each, 0);
	const total = sumOf(minutes, "requests");
	if (slow.filter((each) => each > 0).length < slowMinutes) return void 0;
	if (!exceeds(count, total, slowest, significance)) return void 0;
	return `at least ${said([count, total])} of live traffic took longer than ${Math.round(limit)} ms ('max-latency-increase' allows ${maxLatencyIncrease} % and no less than ${noticeableMs} ms on top of ${Math.round(theirs)} ms, the 95th percentile of ${before.name}), ${when(minutes)}`;
}
function slowerThan(limit, { requests, latency }) {
	const rank = ranks.find((each) => (latency[each] ?? 0) > limit);
	return rank === void 0 ? 0 : Math.floor(requests * (100 - rank) / 100);
}
const fullMinutes = 2;
const sameMemory = 5;
function fullness(minutes, before, { maxMemory }) {
	const last = minutes.flatMap(({ memory }) => memory ?? []).slice(-2);
	const theirs = highest(before.minutes, "memory");
	const allowed = Math.max(maxMemory, (theirs ?? 0) + sameMemory);
	if (last.length < fullMinutes || last.some((memory) => memory <= allowed)) return void 0;
	const other = theirs === void 0 ? "" : `, ${before.name} had at most ${Math.round(theirs)} %`;
	return `${last.map((memory) => `${Math.round(memory)} %`).join(" and then ")} of an instance's memory were in use ('max-memory' allows ${maxMemory} %)${other}, ${when(minutes)}`;
}
const said = ([count, total]) => `${count} of ${total} requests (${Math.round(count / total * 1e3) / 10} %)`;
const compared = ({ name }, theirs) => theirs[1] === 0 ? "" : `, of ${name} ${said(theirs)}`;
function when(minutes) {
	const clock = (at) => new Date(at).toISOString().slice(11, 16);
	const [first, last] = [minutes[0], minutes.at(-1)];
	return first === last ? `at ${clock(first?.at ?? 0)} UTC` : `from ${clock(first?.at ?? 0)} to ${clock(last?.at ?? 0)} UTC`;
}
// src/execution/watch.ts
const lookBackMs = 6e5;
const patienceMs = 2e4;
const lagMs = 3e5;
function openWatch(rollout) {
	const { arm, plan, journal, log } = rollout;
	const opened = arm.now();
	const steps = [];
	let read;
	const since = () => steps[0]?.from ?? arm.now();
	const measure = async () => {
		try {
			const reports = await readReports(rollout, steps, opened);
			const known = reports.some(({ current }) => current.minutes > 0);
			read = known ? "something" : "nothing";
			if (known) journal.learn({ live: reports });
			const bad = reports.find(({ breach }) => breach !== void 0);
			return bad?.breach === void 0 ? void 0 : {
				at: bad,
				why: bad.breach
			};
		} catch (error) {
			if (rollout.signal.aborted) throw rollout.signal.reason;
			if (read !== "something") read = { failed: whyNot(error) };
			log.debug(`metrics: ${whyNot(error)}`);
			return;
		}
	};
	const listen = async (last) => {
		const { alerts: rules = [] } = plan;
		if (rules.length === 0) return void 0;
		try {
			const alerts = await readLatestAlerts(arm, rules, rollout.signal);
			const why = alertBreach(rules, alerts, since());
			return why === void 0 ? void 0 : {
				at: steps.at(-1) ?? { share: 0 },
				why
			};
		} catch (error) {
			if (last || rollout.signal.aborted) throw error;
			log.debug(`alerts: ${whyNot(error)}`);
			return;
		}
	};
	return {
		begin(exposure) {
			const from = arm.now();
			const before = steps.pop();
			if (before) steps.push({
				...before,
				to: from
			});
			else notePast(rollout);
			steps.push({
				...exposure,
				from
			});
		},
		async look(last) {
			const [alert, measured] = await Promise.all([listen(last), measure()]);
			return alert ?? measured;
		},
		end() {
			const alone = "so live traffic was not judged, only the requests of this run";
			const watchedMs = arm.now() - since();
			if (typeof read === "object") journal.note(`metrics: Azure Monitor gave none, ${alone}: ${read.failed}`);
			else if (read === "nothing" && watchedMs >= lagMs) journal.note(`metrics: none had arrived after ${formatTime(watchedMs)}, ${alone}`);
		}
	};
}
function notePast({ plan, journal }) {
	for (const { name, firingSince } of plan.alerts ?? []) if (firingSince !== void 0) journal.note(`alerts: the rule '${name}' has been firing since ${firingSince}; only what it fires during the rollout takes the new deployment back`);
}
async function readReports({ arm, plan, signal }, steps, opened) {
	const { name, update } = plan.deployment;
	const other = leading(without$1(plan.traffic.before.traffic, name));
	const began = update ? opened : steps[0]?.from ?? opened;
	const minutes = await readMinutes(arm, plan.endpoint.name, other === void 0 ? [name] : [name, other], began - lookBackMs, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
	const measured = (of) => ({
		name: of,
		minutes: minutes.get(of) ?? []
	});
	const previous = update ? beforeUpdate(measured(name), began) : other === void 0 ? void 0 : measured(other);
	const statuses = plan.smoke.map(({ expect }) => expect.status);
	const expected = {
		failed: statuses.some((status) => status >= 500),
		refused: statuses.some((status) => status >= 400 && status < 500)
	};
	return steps.map((step) => reportLive(step, measured(name), previous, plan.limits, expected));
}
function whyNot(error) {
	if (error instanceof ActionError) return [error.message, error.failure.hint].filter((text) => text !== void 0).join(" ");
	const { name } = error;
	return name === "TimeoutError" ? `no answer within ${patienceMs / 1e3} s` : String(error);
}
// src/execution/apply.ts
async function apply(rollout, make) {
	const { plan, journal } = rollout;
	const isIdle = !make && changesNothing(plan);
	const lease = isIdle ? void 0 : await begin(rollout);
	if (plan.traffic.unfinished === "undo") await undoUnfinished(rollout, lease);
	await putBackUnfinished(rollout);
	const watch = openWatch(rollout);
	if (plan.deployment.update) rollout.remember(unsettledOf(rollout));
	if (lease) await make?.(lease);
	const { endpoint, token } = await journal.phase("smoke", () => openRoute(rollout));
	await smoke(rollout, endpoint, token);
	await rollOut(rollout, watch, endpoint, token);
	journal.learn({ traffic: plan.traffic.after.traffic });
	if (isIdle) {
		await prolong(rollout);
		return "unchanged";
	}
	const { update: _, ...held } = onlyLease(rollout);
	rollout.remember({
		...held,
		tried: []
	});
	await endUpdate(rollout);
	await retire(rollout);
	await journal.phase("clean-up", () => markVerified(rollout));
	rollout.remember(void 0);
	return "deployed";
}
async function markVerified(rollout) {
	const { arm, plan, run, journal, log, signal } = rollout;
	const { endpoint, deployment, traffic } = plan;
	let live = traffic.after;
	const change = (found) => {
		live = routingOf(found);
		const tags = timed(rollout, recordIn(found.tags)?.run === run ? withEndedRecord(found.tags) : found.tags);
		return sameTraffic(live.traffic, traffic.after.traffic) ? {
			...tags,
			[tag.verified]: deployment.name
		} : tags;
	};
	try {
		await tagEndpoint(arm, endpoint.name, change, signal);
	} catch (error) {
		const said = `could not tag the endpoint: ${reasonOf(error)}`;
		if (plan.expiry) log.warning(`${said}; 'mode: sweep' goes by what the tag 'expires-at' said before`);
		else log.debug(said);
	}
	journal.learn({ traffic: live.traffic });
	if (!sameTraffic(live.traffic, traffic.after.traffic)) throw trafficChanged(endpoint.name, traffic.after, live);
}
async function prolong(rollout) {
	const { arm, plan, journal, signal } = rollout;
	if (!plan.expiry) return;
	const change = ({ tags }) => timed(rollout, tags);
	await journal.phase("clean-up", () => tagEndpoint(arm, plan.endpoint.name, change, signal));
}
function timed({ plan, journal }, tags) {
	const then = withExpiry(tags, plan.expiry, Date.now());
	const until = expiryIn(then);
	if (until !== void 0) journal.learn({ expiresAt: new Date(until).toISOString() });
	return then;
}
// src/azure/models.ts
async function listModelVersions(arm, name, options) {
	const { resourceGroup, workspace } = arm.where;
	return attempting({
		doing: `list the versions of model '${name}'`,
		otherwise: "azure-refused"
	}, async () => {
		const versions = [];
		try {
			for await (const { id, name: version, properties } of arm.sdk.modelVersions.list(resourceGroup, workspace, name, options)) versions.push({
				version: version ?? "",
				id: id ?? "",
				uri: properties.modelUri ?? "",
				type: properties.modelType ?? "custom_model",
				tags: text(properties.tags)
			});
		} catch (error) {
			if (!isNotFound(error)) throw error;
		}
		return versions;
	});
}
async function readRegistered(arm, name, asked, options) {
	const { resourceGroup, workspace } = arm.where;
	const { modelContainers, modelVersions } = arm.sdk;
	return attempting({
		doing: `read model '${name}'`,
		otherwise: "azure-refused"
	}, async () => {
		try {
			const version = asked ?? (await modelContainers.get(resourceGroup, workspace, name, options)).properties.latestVersion ?? "";
			const { id, properties } = await modelVersions.get(resourceGroup, workspace, name, version, options);
			return {
				version,
				id: id ?? "",
				uri: properties.modelUri ?? "",
				tags: text(properties.tags),
				type: properties.modelType ?? "custom_model"
			};
		} catch (error) {
			if (!isNotFound(error)) throw error;
			throw new ActionError({
				code: "model-not-found",
				message: `'model-path' is 'azureml:${name}${asked === void 0 ? "@latest" : `:${asked}`}': there is no such model in workspace '${workspace}'`,
				hint: `See what is registered: az ml model list -n ${name} -g ${resourceGroup} -w ${workspace} -o table`,
				cause: error
			});
		}
	});
}
const text = (map) => Object.fromEntries(Object.entries(map ?? {}).map(([key, value]) => [key, value ?? ""]));
async function readNextVersion(arm, name, options) {
	const { resourceGroup, workspace } = arm.where;
	return attempting({
		doing: `read model '${name}'`,
		otherwise: "azure-refused"
	}, async () => {
		try {
			const { properties } = await arm.sdk.modelContainers.get(resourceGroup, workspace, name, options);
			return properties.nextVersion ?? "1";
		} catch (error) {
			if (isNotFound(error)) return "1";
			throw error;
		}
	});
}
// src/azure/assets.ts
const mostTries$1 = 4;
async function registerModel(arm, uploader, step, signal) {
	const uploaded = await uploader.upload(step.upload, `the model (${step.upload.content.name})`, signal);
	const { claimed } = uploaded;
	let version = claimed?.name === step.name ? claimed.version : step.version;
	for (let tries = 1;; tries++) {
		const existing = await readModelVersion(arm, step.name, version, signal);
		if (existing && sameUri(existing.uri, step.uri) && existing.type === step.type) return {
			id: existing.id,
			version,
			uploaded: !uploaded.skipped
		};
		if (!existing) {
			await uploaded.claim({
				name: step.name,
				version
			});
			const id = await putModelVersion(arm, step, version, signal);
			if (id !== void 0) return {
				id,
				version,
				uploaded: !uploaded.skipped
			};
		}
		if (tries >= mostTries$1) throw new ActionError({
			code: "registration-failed",
			message: `could not register model '${step.name}': version ${version} was taken by another writer ${tries} times`,
			hint: "Run again; a concurrency group in the workflow keeps runs from racing."
		});
		const next = await readNextVersion(arm, step.name, { abortSignal: signal });
		version = next === version && /^\d+$/.test(version) ? String(Number(version) + 1) : next;
	}
}
const sameUri = (a, b) => a.toLowerCase() === b.toLowerCase();
async function readModelVersion(arm, name, version, signal) {
	const { resourceGroup, workspace } = arm.where;
	return attempting({
		doing: `read version ${version} of model '${name}'`,
		otherwise: "azure-refused"
	}, async () => {
		try {
			const found = await arm.sdk.modelVersions.get(resourceGroup, workspace, name, version, { abortSignal: signal });
			const { modelUri = "", modelType = "custom_model" } = found.properties;
			return {
				id: found.id ?? "",
				uri: modelUri,
				type: modelType
			};
		} catch (error) {
			if (isNotFound(error)) return void 0;
			throw error;
		}
	});
}
const taken = /cannot be (updated|recreated)|already exists/i;
async function putModelVersion(arm, step, version, signal) {
	const { resourceGroup, workspace } = arm.where;
	try {
		return (await arm.sdk.modelVersions.createOrUpdate(resourceGroup, workspace, step.name, version, { properties: {
			modelUri: step.uri,
			modelType: step.type,
			...step.description === void 0 ? {} : { description: step.description },
			tags: { ...step.tags },
			properties: { ...step.properties }
		} }, { abortSignal: signal })).id;
	} catch (error) {
		const { statusCode, message = "" } = error;
		if (statusCode === 409 || statusCode === 400 && taken.test(message)) return void 0;
		return attempting({
			doing: `register model '${step.name}'`,
			otherwise: "registration-failed"
		}, () => Promise.reject(error));
	}
}
async function registerCode(arm, uploader, step, signal) {
	const { resourceGroup, workspace } = arm.where;
	const options = { abortSignal: signal };
	await attempting({
		doing: "register the scoring code",
		otherwise: "registration-failed"
	}, async () => {
		if (await found(arm.sdk.codeVersions.get(resourceGroup, workspace, step.name, step.version, options))) return;
		await (await uploader.upload(step.upload, "the scoring code", signal)).claim({
			name: step.name,
			version: step.version
		});
		await arm.sdk.codeVersions.createOrUpdate(resourceGroup, workspace, step.name, step.version, { properties: {
			codeUri: uploader.url(step.upload.path),
			isAnonymous: true,
			tags: { ...step.tags }
		} }, options);
	});
}
async function registerEnvironment(arm, step, signal) {
	const { resourceGroup, workspace } = arm.where;
	const options = { abortSignal: signal };
	await attempting({
		doing: "register the environment",
		otherwise: "registration-failed"
	}, async () => {
		if (await found(arm.sdk.environmentVersions.get(resourceGroup, workspace, step.name, step.version, options))) return;
		await arm.sdk.environmentVersions.createOrUpdate(resourceGroup, workspace, step.name, step.version, { properties: {
			image: step.image,
			...step.condaFile === void 0 ? {} : { condaFile: step.condaFile },
			osType: "Linux",
			tags: { ...step.tags }
		} }, options);
	});
}
async function found(reading) {
	try {
		await reading;
		return true;
	} catch (error) {
		if (isNotFound(error)) return false;
		throw error;
	}
}
// src/azure/datastore.ts
const pipelineOptions = {
	retryOptions: { maxTries: 1 },
	userAgentOptions: { userAgentPrefix: "azureml-deploy" }
};
const byToken = (arm, datastore) => ({
	client: new ContainerClient(`${datastore.url}/${datastore.container}`, newPipeline(arm.credential, pipelineOptions)),
	by: "Entra token"
});
async function open$1(arm, datastore, signal) {
	if (datastore.credentials === "identity") return byToken(arm, datastore);
	const { resourceGroup, workspace } = arm.where;
	const secrets = await attempting({
		doing: `read the credentials of datastore '${datastore.name}'`,
		otherwise: "permission-denied"
	}, () => arm.sdk.datastores.listSecrets(resourceGroup, workspace, datastore.name, { abortSignal: signal }));
	const url = `${datastore.url}/${datastore.container}`;
	if (secrets.secretsType === "AccountKey") {
		const { key } = secrets;
		if (key) {
			arm.log.hide(key);
			const credential = new StorageSharedKeyCredential(datastore.account, key);
			return {
				client: new ContainerClient(url, newPipeline(credential, pipelineOptions)),
				by: "shared key"
			};
		}
	}
	if (secrets.secretsType === "Sas") {
		const sas = secrets.sasToken?.replace(/^\?/, "");
		if (sas) {
			arm.log.hide(sas);
			return {
				client: new ContainerClient(`${url}?${sas}`, newPipeline(new AnonymousCredential(), pipelineOptions)),
				by: "SAS"
			};
		}
	}
	return byToken(arm, datastore);
}
async function openDatastore(arm, datastore, signal) {
	const opened = await open$1(arm, datastore, signal);
	const probe = (container) => persist((abortSignal) => container.client.getBlobClient("LocalUpload").exists({ abortSignal }), { signal });
	try {
		await probe(opened);
		return opened;
	} catch (error) {
		if (opened.by === "Entra token" || !keysDisabled(error)) throw storageFailure(error, datastore);
		arm.log.info(`storage account '${datastore.account}' does not allow shared keys; using the Entra token`);
		return byToken(arm, datastore);
	}
}
const codeOf = (error) => error.response?.headers?.get("x-ms-error-code") ?? error.details?.errorCode ?? error.code ?? "";
const keysDisabled = (error) => codeOf(error) === "KeyBasedAuthenticationNotPermitted";
function storageFailure(thrown, datastore) {
	if (thrown instanceof ActionError) return thrown;
	const error = thrown;
	const code = codeOf(error);
	const { account, container } = datastore;
	const correlation = correlationOf((name) => error.response?.headers?.get(name));
	const failure = (rest) => new ActionError({
		...rest,
		correlation,
		cause: thrown
	});
	switch (code) {
		case "AuthorizationPermissionMismatch":
		case "InsufficientAccountPermissions":
		case "AuthorizationServiceMismatch":
		case "AuthorizationResourceTypeMismatch": return failure({
			code: "storage-permission-denied",
			message: `storage account '${account}' refuses the upload (${code}): the identity may not write blobs in container '${container}'`,
			hint: `Grant it the role 'Storage Blob Data Contributor' on the storage account: az role assignment create --assignee <client-id> --role "Storage Blob Data Contributor" --scope <id of ${account}>. A new role takes some minutes to take effect.`
		});
		case "AuthorizationFailure":
		case "PublicAccessNotPermitted": return failure({
			code: "storage-unreachable",
			message: `storage account '${account}' refuses this runner (${code}): its firewall or private endpoint lets only certain networks in`,
			hint: "A GitHub-hosted runner is outside of them. Use a self-hosted runner in the workspace's network, or allow the runner's network in the account's firewall."
		});
		case "KeyBasedAuthenticationNotPermitted":
		case "AuthenticationFailed":
		case "InvalidAuthenticationInfo": return failure({
			code: "storage-permission-denied",
			message: `storage account '${account}' does not accept the credentials of the datastore (${code})`,
			hint: "If its keys were rotated: az ml workspace sync-keys. If shared keys are disabled: grant the identity 'Storage Blob Data Contributor'."
		});
	}
	if (error.statusCode === 403) return failure({
		code: "storage-permission-denied",
		message: `storage account '${account}' refuses the upload: ${code || "HTTP 403"}`,
		hint: "Grant the identity 'Storage Blob Data Contributor' on the storage account, and check the account's firewall."
	});
	return failure({
		code: error.statusCode === void 0 ? "network" : "upload-failed",
		message: `could not upload to storage account '${account}': ${code || error.message || `HTTP ${error.statusCode}`}`,
		hint: "Check that the runner reaches the storage account (firewall, proxy, DNS), then run again: what was uploaded is not uploaded twice."
	});
}
// src/azure/upload.ts
const MiB = 1 << 20;
const blockBytes = 8 * MiB;
const blocksInFlight = 4;
const filesInFlight = 6;
const mostBlocks = 5e4;
function makeUploader(arm, datastore) {
	let opening;
	return {
		url: (path) => `${datastore.url}/${datastore.container}/${path}`,
		async upload(upload, label, signal) {
			opening ??= openDatastore(arm, datastore, signal);
			const { client } = await opening;
			try {
				const blobOf = (file) => client.getBlockBlobClient(upload.content.kind === "file" ? upload.path : `${upload.path}/${file.path}`);
				return await uploadContent(upload.content, blobOf, label, arm.log, signal);
			} catch (error) {
				if (signal.aborted) throw signal.reason;
				throw storageFailure(error, datastore);
			}
		}
	};
}
async function uploadContent(content, blobOf, label, log, signal) {
	const [first] = content.files;
	if (!first) return {
		skipped: true,
		bytes: 0,
		claim: async () => {}
	};
	const indicator = blobOf(first);
	const found = await readMetadata(indicator, signal);
	const claimed = found?.["name"] && found["version"] ? { claimed: {
		name: found["name"],
		version: found["version"]
	} } : {};
	const claim = async ({ name, version }) => {
		const metadata = {
			upload_status: "completed",
			name,
			version,
			...hashOf(content, first)
		};
		await persist((abortSignal) => indicator.setMetadata(metadata, { abortSignal }), { signal });
	};
	if (found?.["upload_status"] === "completed" && found["sha256"] === content.hashes.get(first.path)) return {
		skipped: true,
		bytes: content.bytes,
		...claimed,
		claim
	};
	const progress = startProgress(log, `uploading ${label}`, content.bytes);
	try {
		const upload = (file) => uploadFile(file, content, blobOf(file), progress.add, log, signal);
		const isLarge = ({ bytes }) => bytes > blockBytes;
		await eachAtOnce(content.files.filter((file) => !isLarge(file)), filesInFlight, upload);
		await eachAtOnce(content.files.filter(isLarge), 1, upload);
	} finally {
		progress.stop();
	}
	return {
		skipped: false,
		bytes: content.bytes,
		...claimed,
		claim
	};
}
const hashOf = (content, file) => {
	const sha256 = content.hashes.get(file.path);
	return sha256 === void 0 ? {} : { sha256 };
};
async function readMetadata(blob, signal) {
	try {
		return (await persist((abortSignal) => blob.getProperties({ abortSignal }), { signal })).metadata ?? {};
	} catch (error) {
		if (isNotFound(error)) return void 0;
		throw error;
	}
}
async function uploadFile(file, content, blob, onBytes, log, signal) {
	const sha256 = content.hashes.get(file.path);
	if ((await readMetadata(blob, signal))?.["sha256"] === sha256) {
		onBytes(file.bytes);
		return;
	}
	const onRetry = (why) => log.debug(`upload of ${file.path}: ${why}; trying again`);
	const metadata = sha256 === void 0 ? {} : { sha256 };
	await (file.bytes > blockBytes ? uploadBlocks : uploadWhole)({
		file,
		blob,
		sha256,
		metadata,
		onBytes,
		onRetry,
		signal
	});
}
function refuseChange(file, actual, expected) {
	if (actual === expected) return;
	throw new ActionError({
		code: "model-changed",
		message: `'${file.path}' changed while it was being uploaded`,
		hint: "Make sure that the step that writes it has ended before this one begins."
	});
}
async function uploadWhole(upload) {
	const { file, blob, sha256, metadata, onBytes, onRetry, signal } = upload;
	const buffer = Buffer.alloc(file.bytes);
	const [read, more] = await reading$1(file, async (fill) => [await fill(buffer), await fill(Buffer.alloc(1))]);
	const hash = createHash("sha256").update(buffer.subarray(0, read)).digest("hex");
	refuseChange(file, more === 0 ? hash : "", sha256);
	await persist((abortSignal) => blob.upload(buffer, buffer.byteLength, {
		abortSignal,
		metadata
	}), {
		signal,
		onRetry,
		bytes: buffer.byteLength
	});
	onBytes(buffer.byteLength);
}
async function uploadBlocks(upload) {
	const { file, blob, sha256, metadata, onBytes, onRetry, signal } = upload;
	const size = Math.max(blockBytes, Math.ceil(file.bytes / mostBlocks / MiB) * MiB);
	const staged = await stagedBlocks(blob, signal);
	const whole = createHash("sha256");
	const ids = [];
	const inFlight = new Set();
	const failed = new AbortController();
	const either = AbortSignal.any([signal, failed.signal]);
	const idle = [];
	await reading$1(file, async (fill) => {
		for (;;) {
			const buffer = idle.pop() ?? Buffer.allocUnsafeSlow(size);
			const bytes = await fill(buffer);
			either.throwIfAborted();
			if (bytes === 0) break;
			const block = buffer.subarray(0, bytes);
			whole.update(block);
			const id = blockId(ids.length, block);
			ids.push(id);
			if (staged.has(id)) {
				onBytes(bytes);
				idle.push(buffer);
				continue;
			}
			const tracked = persist((abortSignal) => blob.stageBlock(id, block, bytes, { abortSignal }), {
				signal: either,
				onRetry,
				bytes
			}).then(() => {
				onBytes(bytes);
				idle.push(buffer);
			}).finally(() => inFlight.delete(tracked));
			tracked.catch((error) => failed.abort(error));
			inFlight.add(tracked);
			if (inFlight.size >= blocksInFlight) await Promise.race(inFlight);
		}
		await Promise.all(inFlight);
	});
	refuseChange(file, whole.digest("hex"), sha256);
	await persist((abortSignal) => blob.commitBlockList(ids, {
		abortSignal,
		metadata
	}), {
		signal,
		onRetry
	});
}
async function stagedBlocks(blob, signal) {
	try {
		const list = await persist((abortSignal) => blob.getBlockList("uncommitted", { abortSignal }), { signal });
		return new Set((list.uncommittedBlocks ?? []).map((block) => block.name));
	} catch (error) {
		if (isNotFound(error)) return new Set();
		throw error;
	}
}
function blockId(index, block) {
	const hash = createHash("sha256").update(block).digest("hex").slice(0, 40);
	return Buffer.from(`${String(index).padStart(6, "0")}-${hash}`).toString("base64");
}
async function eachAtOnce(items, width, work) {
	const queue = items.values();
	const lane = async () => {
		for (const item of queue) await work(item);
	};
	await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
}
// src/log.ts
const labelled = (log, label) => ({
	...log,
	info: (text) => log.info(`${label}: ${text}`),
	warning: (text, place) => log.warning(`${label}: ${text}`, place),
	debug: (text) => log.debug(`${label}: ${text}`)
});
// src/execution/autoscale.ts
async function clearAutoscale(execution) {
	const { arm, plan, journal, log, signal } = execution;
	const { setting, orphans } = plan.autoscale;
	if (setting.action === "remove") await journal.phase("clean-up", async () => {
		log.info(`autoscale: deleting ${setting.name}; the number of instances is fixed`);
		await deleteAutoscale(arm, setting.name, signal);
	});
	for (const orphan of orphans) await sweep$1(execution, orphan);
}
async function sweep$1({ arm, plan, log, signal }, { name, deployment }) {
	try {
		if (await deploymentExists(arm, plan.endpoint.name, deployment, signal)) return;
		log.info(`clean-up: deleting autoscale ${name}: its deployment ${deployment} is gone`);
		await deleteAutoscale(arm, name, signal);
	} catch (error) {
		if (signal.aborted) throw error;
		log.warning(`clean-up: autoscale ${name} could not be deleted: ${reasonOf(error)}`);
	}
}
async function setAutoscale({ arm, plan, journal, log, signal }) {
	const { setting } = plan.autoscale;
	const { autoscale } = plan.request.compute;
	if (setting.action !== "put" || !autoscale) return;
	await journal.phase("deployment", async () => {
		await putAutoscale(arm, setting.name, setting.body, signal);
		log.info(`autoscale: ${describeAutoscale(autoscale)}`);
	}, () => `autoscale: ${autoscale.min} to ${autoscale.max} instances`);
}
// src/execution/deploy.ts
async function deploy$1(execution, lease) {
	await clearAutoscale(execution);
	if (!execution.plan.deployment.isOld) await make(execution, lease);
	await setAutoscale(execution);
}
async function make(execution, lease) {
	const { arm, plan, journal, log, signal } = execution;
	const { name, action } = plan.deployment;
	if (action === "resume") {
		execution.remember(unsettledOf(execution));
		return journal.phase("deployment", async () => {
			log.info(`deployment ${name}: an earlier run began it; waiting for it`);
			await resumeDeployment(arm, plan.endpoint.name, name, plan, signal);
		});
	}
	const isUpdate = action === "update";
	const tags = isUpdate ? await tagsOfUpdate(execution) : plan.tags;
	const [model] = await prepare(execution, lease);
	execution.remember(unsettledOf(execution));
	await journal.phase("deployment", async () => {
		log.info(`deployment ${name}: ${plan.request.compute.instanceCount} × ${plan.size.size.name}, ${isUpdate ? "in place of what serves now" : "beside what serves now"}`);
		await createDeployment(arm, {
			endpoint: plan.endpoint.name,
			name,
			location: plan.location,
			modelId: model.id,
			...plan.program.kind === "scripted" ? { program: programOf(plan.program) } : {},
			instanceType: plan.size.size.name,
			instanceCount: plan.request.compute.instanceCount,
			container: plan.container,
			tags
		}, plan, signal);
	}, () => name);
}
const programOf = ({ code, environment }) => ({
	codeId: code.id,
	scoringScript: code.scoringScript,
	environmentId: environment.id
});
function prepare(execution, lease) {
	const { arm, plan, state, journal, signal } = execution;
	const uploader = makeUploader(arm, state.datastore);
	return together$1(signal, [
		(signal) => journal.phase("model", () => prepareModel(execution, uploader, signal)),
		async (signal) => {
			if (plan.program.kind === "scripted") await prepareProgram(execution, plan.program, uploader, signal);
		},
		(signal) => journal.phase("endpoint", () => prepareEndpoint(execution, lease, signal)),
		async (signal) => execution.preflight?.(signal)
	]);
}
async function prepareProgram({ arm, journal, log }, { code, environment }, uploader, signal) {
	await together$1(signal, [(signal) => journal.phase("code", () => registerCode(arm, uploader, code, signal)), (signal) => journal.phase("environment", async () => {
		if (environment.action === "register") await registerEnvironment(arm, environment, signal);
		log.info(`environment: ${environment.id.split("/environments/").at(-1)?.replace("/versions/", ":")}`);
	})]);
}
async function prepareModel({ arm, plan, journal, log }, uploader, signal) {
	const step = plan.model;
	if (step.action === "reuse") {
		log.info(`model: ${step.name}:${step.version} has this content already; nothing uploaded`);
		return { id: step.id };
	}
	const { content } = step.upload;
	const files = content.files.length === 1 ? content.name : `${content.files.length} files of ${content.name}`;
	log.info(`model: ${files}, ${formatBytes(content.bytes)}`);
	const model = await registerModel(labelledArm(arm, "model"), uploader, step, signal);
	log.info(`model: registered as ${step.name}:${model.version}${model.uploaded ? "" : " (uploaded by an earlier run)"}`);
	journal.learn({
		modelVersion: model.version,
		modelId: model.id
	});
	return { id: model.id };
}
const labelledArm = (arm, label) => ({
	...arm,
	log: labelled(arm.log, label)
});
async function prepareEndpoint(execution, lease, signal) {
	const { arm, plan, log } = execution;
	const { name, action } = plan.endpoint;
	if (action === "create") log.info(`endpoint: creating ${name} in ${plan.location} (about 90 s)`);
	const endpoint = await (action === "create" ? createEndpoint(arm, newEndpoint(plan, lease), signal) : settleEndpoint(arm, name, signal));
	demandLease(endpoint, lease.run);
	if (action === "create") {
		demandUntouched(endpoint, lease.run, plan.traffic.live.traffic);
		log.info(`endpoint: ${name} is ready`);
	}
	if (plan.deployment.action === "replace") {
		log.info(`endpoint: deleting what an earlier run left of deployment ${plan.deployment.name}`);
		await removeDeployment(arm, name, plan.deployment.name, signal);
	}
}
const newEndpoint = ({ endpoint, location, expiry }, lease) => ({
	name: endpoint.name,
	location,
	authMode: endpoint.authMode,
	tags: withExpiry(withRecord(endpoint.tags, lease), expiry, Date.now())
});
// src/plan/assets.ts
function planModel({ request, model, attestation, identity, state, origin }) {
	const name = request.model.name;
	if (model.kind === "registered") return {
		action: "reuse",
		name,
		version: model.version,
		id: model.id
	};
	const { content } = model;
	const known = state.models.versions.find(({ tags, uri, type }) => tags[tag.modelDigest] === content.digest && uri.endsWith(`/${content.name}`) && type === model.type);
	if (known) return {
		action: "reuse",
		name,
		version: known.version,
		id: known.id
	};
	const path = `${uploadPrefix(content.digest)}/${content.name}`;
	return {
		action: "register",
		name,
		version: state.models.nextVersion,
		upload: {
			content,
			path
		},
		uri: datastoreUri(request.where, state.datastore.name, path),
		type: model.type,
		...request.model.description === void 0 ? {} : { description: request.model.description },
		tags: limitTags({
			...request.model.tags,
			...identityTags(identity),
			...originTags(origin),
			...attestationTags(attestation),
			[tag.createdBy]: createdBy,
			[tag.modelDigest]: content.digest
		}),
		properties: {}
	};
}
function identityTags({ framework, version, description }) {
	return {
		...framework === void 0 ? {} : { [tag.framework]: framework },
		...version === void 0 ? {} : { [tag.frameworkVersion]: version },
		...description === void 0 ? {} : {
			[tag.modelFormat]: description.format,
			[tag.modelFile]: description.path
		}
	};
}
function registeredModel({ registered }) {
	if (!registered) throw new Error("the registered model was not read");
	const { id, version, uri, tags, type } = registered;
	return {
		kind: "registered",
		id,
		version,
		digest: tags[tag.modelDigest] ?? digestOf$1({ uri }),
		mount: uri.replace(/\/+$/, "").split("/").at(-1) ?? "",
		type: type === "mlflow_model" || type === "triton_model" ? type : "custom_model",
		noted: notedIn(tags)
	};
}
function notedIn(tags) {
	const framework = frameworks$1.find((name) => name === tags[tag.framework]);
	const format = formats.find((name) => name === tags[tag.modelFormat]);
	const version = tags[tag.frameworkVersion];
	const path = tags[tag.modelFile];
	return {
		...framework === void 0 ? {} : { framework },
		...version === void 0 ? {} : { frameworkVersion: version },
		...format === void 0 ? {} : { format },
		...path === void 0 ? {} : { path }
	};
}
function planProgram({ request, service, state, origin }) {
	if (service.kind === "built-in") return {
		kind: service.kind,
		server: service.server
	};
	return {
		kind: service.kind,
		code: planCode(service, state, origin),
		environment: planEnvironment(service, request, state, origin)
	};
}
function planCode({ code, scoringScript }, state, origin) {
	const name = code.digest;
	return {
		name,
		version: "1",
		id: assetId(state.workspace.id, "codes", name, "1"),
		upload: {
			content: code,
			path: `${uploadPrefix(code.digest)}/${code.name}`
		},
		scoringScript,
		tags: madeBy(origin)
	};
}
const madeBy = (origin) => ({
	...originTags(origin),
	[tag.createdBy]: createdBy
});
function planEnvironment({ environment }, request, state, origin) {
	if (environment.kind === "existing") {
		const id = environment.id ?? state.environmentId;
		if (id === void 0) throw new ActionError({
			code: "environment-not-found",
			message: `environment '${environment.name}' is not registered in workspace '${request.where.workspace}'`,
			hint: "Register it, correct 'environment', or give a 'conda-file'."
		});
		return {
			action: "use",
			id
		};
	}
	const { image, condaFile } = environment;
	const version = digestOf$1({
		image,
		condaFile
	}).slice(0, 16);
	return {
		action: "register",
		name: environmentName,
		version,
		id: assetId(state.workspace.id, "environments", environmentName, version),
		image,
		...condaFile === void 0 ? {} : { condaFile },
		tags: madeBy(origin)
	};
}
// src/plan/deploymentStep.ts
function deploymentDigest({ request, model, container }, instanceType, program) {
	return digestOf$1({
		model: {
			name: request.model.name,
			digest: model.digest,
			mount: model.mount
		},
		...identityOf(program),
		instanceType,
		instanceCount: request.compute.autoscale ? void 0 : request.compute.instanceCount,
		container,
		revision: request.rollout.revision
	});
}
function identityOf(program) {
	if (program.kind === "built-in") return { server: program.server };
	const { code, environment } = program;
	const { content } = code.upload;
	return {
		code: {
			digest: content.digest,
			script: code.scoringScript,
			folder: content.name
		},
		environmentId: environment.id
	};
}
const updateOf = ({ tags }, digest) => ({ digests: [...new Set([digest, tags[tag.deploymentDigest] ?? ""])] });
function planUpdate(existing, name, digest) {
	const unfinished = originalIn(existing.tags) !== void 0;
	if (existing.tags[tag.deploymentDigest] === digest && !(unfinished && hasFailed(existing))) return void 0;
	if (unfinished || !hasFailed(existing)) return {
		action: "update",
		name,
		digest,
		update: updateOf(existing, digest)
	};
	throw new ActionError({
		code: "deployment-conflict",
		message: `deployment '${name}' is in state ${existing.provisioningState}, and 'strategy: in-place' must be able to go back to what was there before`,
		hint: "Choose another 'strategy' this once: it makes a deployment beside this one."
	});
}
function planDeployment({ rollout }, name, state, digest) {
	const existing = state.deployments.find((deployment) => deployment.name.toLowerCase() === name);
	if (!existing) return {
		action: "create",
		name,
		digest
	};
	const share = shareOf(state.endpoint?.traffic ?? {}, name);
	const serves = share > 0;
	if (serves && rollout.strategy === "in-place") {
		const updated = planUpdate(existing, name, digest);
		if (updated) return updated;
	}
	const update = originalIn(existing.tags) ? { update: updateOf(existing, digest) } : {};
	if (existing.tags[tag.deploymentDigest] !== digest) {
		if (!serves) return {
			action: "replace",
			name,
			digest
		};
		throw new ActionError({
			code: "deployment-conflict",
			message: `'deployment-name' is '${name}', which serves ${share} % of the traffic with other content`,
			hint: "Leave 'deployment-name' out, or name one that has no traffic: the new model is tested beside the old one before it takes over."
		});
	}
	switch (existing.provisioningState) {
		case "Succeeded":
		case "Scaling": return {
			action: "keep",
			name,
			digest,
			...update
		};
		case "Creating":
		case "Updating": return {
			action: "resume",
			name,
			digest,
			...update
		};
		case "Failed":
		case "Canceled":
		case "Deleting": return {
			action: serves ? "create" : "replace",
			name,
			digest
		};
	}
}
function canGoOn({ request, state }, name, digest) {
	const existing = state.deployments.find((deployment) => deployment.name.toLowerCase() === name);
	return request.rollout.strategy !== "manual" && request.rollout.strategy !== "in-place" && existing?.tags[tag.deploymentDigest] === digest && !hasFailed(existing);
}
function inPlaceName({ rollout, endpoint }, state) {
	if (rollout.strategy !== "in-place") return void 0;
	const { name, failure } = servingDeployment(endpoint.name, state, rollout.deploymentName);
	if (failure) throw new ActionError(failure);
	return name;
}
const carriesOn = ({ rollout }, found, name, digest) => found.name.toLowerCase() === name && (rollout.strategy === "in-place" || found.tags[tag.deploymentDigest] === digest && !hasFailed(found));
// src/plan/mirror.ts
function mirrorConflict(endpoint, { name, action }, { before: { mirror } }, steps) {
	const [theirs] = Object.entries(mirror);
	if (!theirs) return void 0;
	const [other, share] = theirs;
	const hint = `Take the mirror away first: az ml online-endpoint update -n ${endpoint} --mirror-traffic "${other}=0"`;
	if (shareOf(mirror, name) > 0 && (steps.length > 0 || action === "replace")) return {
		code: "deployment-conflict",
		message: `deployment '${name}' gets a copy of ${share} % of the traffic, which this action did not set, and Azure gives no deployment both copies and traffic`,
		hint
	};
	if (steps.some((step) => !sameTraffic(step.mirror, mirror))) return {
		code: "endpoint-conflict",
		message: `'strategy: shadow' copies traffic to '${name}', but endpoint '${endpoint}' copies ${share} % to '${other}' already, and Azure copies to one deployment only`,
		hint: `${hint}, or choose another 'strategy', which leaves it as it is.`
	};
}
// src/plan/refusals.ts
function refuseConflicts(request, state) {
	const { endpoint } = state;
	if (!endpoint) return;
	const asked = request.endpoint.authMode;
	if (asked !== void 0 && asked !== endpoint.authMode) throw new ActionError({
		code: "endpoint-conflict",
		message: `'auth-mode' asks for ${asked}, but endpoint '${endpoint.name}' exists with ${endpoint.authMode}`,
		hint: "Leave 'auth-mode' out to keep the endpoint as it is, or deploy under another 'service-name': its callers would lose access."
	});
	if (endpoint.kubernetes) throw new ActionError({
		code: "endpoint-conflict",
		message: `endpoint '${endpoint.name}' runs on an attached Kubernetes compute; this action deploys to managed endpoints`,
		hint: "Choose another 'service-name'."
	});
	if (endpoint.provisioningState === "Deleting") throw new ActionError({
		code: "endpoint-conflict",
		message: `endpoint '${endpoint.name}' is being deleted`,
		hint: "Run again in a few minutes, when its name is free, or choose another service-name."
	});
}
function refuseShortage({ compute }, { sizes, usages, deployments }, size, { name, action }) {
	if (!sizes || !usages) return;
	const { autoscale, instanceCount } = compute;
	const existing = action === "create" ? void 0 : deployments.find((other) => other.name.toLowerCase() === name);
	const needed = coresNeeded(size, autoscale?.max ?? instanceCount) - coresNeeded(size, existing?.instanceCount ?? 0);
	const shortage = needed > 0 ? quotaShortage(usages, sizes, size, needed) : void 0;
	if (!shortage) return;
	throw new ActionError(autoscale ? {
		...shortage,
		hint: `Lower the 'max' of 'autoscale', ${autoscale.max}. ${shortage.hint}`
	} : shortage);
}
function refuseOtherSize({ deployments }, name, { name: size }) {
	const has = deployments.find((found) => found.name.toLowerCase() === name)?.instanceType;
	if (has === void 0 || has.toLowerCase() === size.toLowerCase()) return;
	throw new ActionError({
		code: "deployment-conflict",
		message: `deployment '${name}' runs on ${has}, the new model is to run on ${size}, and 'strategy: in-place' cannot change the machines of a deployment`,
		hint: `Say 'instance-type: ${has}', or choose another 'strategy'.`
	});
}
// src/plan/state.ts
const isHealthy = ({ provisioningState }) => provisioningState === "Succeeded" || provisioningState === "Scaling";
// src/plan/retirement.ts
function planRetirement(state, live, keep) {
	const had = (deployment) => shareOf(state.endpoint?.traffic ?? {}, deployment.name) > 0;
	const ours = (deployment) => deployment.tags[tag.createdBy] === createdBy;
	const settled = (deployment) => isHealthy(deployment) || ["Failed", "Canceled"].includes(deployment.provisioningState);
	const mirrored = (deployment) => shareOf(state.endpoint?.mirrorTraffic ?? {}, deployment.name) > 0;
	const candidates = state.deployments.filter((deployment) => deployment.name.toLowerCase() !== live.toLowerCase() && !mirrored(deployment) && settled(deployment) && (had(deployment) || ours(deployment)));
	const healthy = candidates.filter(isHealthy).sort((a, b) => Number(had(b)) - Number(had(a)));
	const kept = new Set(healthy.slice(0, keep).map((deployment) => deployment.name));
	return candidates.map((deployment) => deployment.name).filter((name) => !kept.has(name));
}
// src/plan/plan.ts
function makePlan(findings) {
	const { request, service } = findings;
	refuseConflicts(request, findings.state);
	const gpu = service.kind === "built-in" && service.gpu !== void 0;
	const size = orThrow(chooseSize(findings.state.sizes, {
		...request.compute,
		gpu
	}));
	const program = planProgram(findings);
	const digest = deploymentDigest(findings, size.size.name, program);
	const { endpoint } = findings.state;
	const usual = request.rollout.deploymentName ?? nameFor(digest, findings.state);
	const start = startOf(routingOf(endpoint ?? {}), withWayBack(recordIn(endpoint?.tags ?? {}), findings.state.deployments), canGoOn(findings, usual, digest) ? usual : void 0);
	const undone = settled(findings.state, start);
	const name = inPlaceName(request, undone) ?? usual;
	const { state, putBack } = withPutBack(undone, (found) => carriesOn(request, found, name, digest));
	const deployment = planDeployment(request, name, state, digest);
	if (deployment.action === "update") refuseOtherSize(state, name, size.size);
	const moves = planRollout(request.rollout, start, name);
	const steps = deployment.update !== void 0 && moves.length === 0 ? planStay(request.rollout, start, name) : moves;
	const after = routingAfter(steps, start);
	const conflict = mirrorConflict(request.endpoint.name, deployment, start, steps);
	if (conflict) throw new ActionError(conflict);
	const autoscale = planAutoscale(request, state, name, findings.origin);
	const expiry = planExpiry(request.endpoint.expiry, endpoint?.tags);
	if (deployment.action === "create" || autoscale.setting.action === "put") refuseShortage(request, state, size.size, deployment);
	return {
		request,
		modelDigest: findings.model.digest,
		location: state.workspace.location,
		model: planModel(findings),
		program,
		endpoint: {
			action: endpoint && !isBroken(state) ? "keep" : "create",
			name: request.endpoint.name,
			authMode: endpoint?.authMode ?? request.endpoint.authMode ?? "Key",
			tags: {
				...ownership(findings.origin),
				...endpoint?.tags
			}
		},
		size,
		deployment: {
			...deployment,
			isOld: deployment.action === "keep"
		},
		putBack,
		container: findings.container,
		autoscale,
		smoke: findings.smoke,
		smokeCount: request.smoke.count,
		requestTimeoutMs: findings.container.requestTimeoutMs,
		limits: limitsOf(request),
		alerts: state.alertRules ?? [],
		onFailure: request.rollout.onFailure,
		...expiry ? { expiry } : {},
		timeoutMs: request.rollout.timeoutMs,
		...sourceOf(request, program),
		traffic: {
			by: "rollout",
			...start,
			steps,
			after
		},
		retire: shareOf(after.traffic, deployment.name) === 100 ? planRetirement(state, deployment.name, request.rollout.keepPrevious) : [],
		verified: endpoint?.tags[tag.verified] === deployment.name,
		tags: {
			...ownership(findings.origin),
			[tag.deploymentDigest]: digest,
			[tag.modelDigest]: findings.model.digest,
			...originTags(findings.origin),
			...limitTags(attestationTags(findings.attestation))
		}
	};
}
const settled = (state, { before, unfinished }) => state.endpoint && unfinished === "undo" ? {
	...state,
	endpoint: {
		...state.endpoint,
		traffic: before.traffic,
		mirrorTraffic: before.mirror
	}
} : state;
const limitsOf = ({ rollout, smoke }) => ({
	maxErrorRate: rollout.watch.maxErrorRate,
	maxLatencyIncrease: rollout.watch.maxLatencyIncrease,
	maxMemory: rollout.watch.maxMemory,
	...smoke.maxLatencyMs === void 0 ? {} : { maxLatencyMs: smoke.maxLatencyMs }
});
function sourceOf({ serving }, program) {
	if (program.kind !== "scripted" || serving.kind !== "code") return {};
	return { source: {
		folder: program.code.upload.content.name,
		sourceDirectory: serving.sourceDirectory
	} };
}
const makesNothing = ({ deployment, autoscale }) => deployment.isOld && isSettled(autoscale);
const isBroken = (state) => state.endpoint?.provisioningState === "Failed" && state.deployments.length === 0;
function orThrow(chosen) {
	if (!chosen.ok) throw new ActionError(chosen.failure);
	return chosen.value;
}
// src/azure/capacity.ts
const readSizes = (arm, location, options) => unlessForbidden(listSizes(arm, location, options));
const readUsages = (arm, location, options) => unlessForbidden(listUsages(arm, location, options));
async function unlessForbidden(read) {
	try {
		return await read;
	} catch (error) {
		if (error instanceof ActionError && error.code === "permission-denied") return void 0;
		throw error;
	}
}
async function listSizes(arm, location, options) {
	return attempting({
		doing: `list the VM sizes of ${location}`,
		otherwise: "azure-refused"
	}, async () => {
		const { value = [] } = await arm.sdk.virtualMachineSizes.list(location, options);
		return value.map((size) => {
			const linux = size.estimatedVMPrices?.values.find((price) => price.osType === "Linux" && price.vmTier === "Standard");
			return {
				name: size.name ?? "",
				family: size.family ?? "",
				vCPUs: size.vCPUs ?? 0,
				gpus: size.gpus ?? 0,
				memoryGB: size.memoryGB ?? 0,
				premiumDisks: size.premiumIO ?? false,
				computeTypes: size.supportedComputeTypes ?? [],
				...linux ? { price: {
					amount: linux.retailPrice,
					currency: size.estimatedVMPrices?.billingCurrency ?? "USD"
				} } : {}
			};
		});
	});
}
async function listUsages(arm, location, options) {
	return attempting({
		doing: `read the quota of ${location}`,
		otherwise: "azure-refused"
	}, async () => {
		const usages = [];
		for await (const row of arm.sdk.usages.list(location, options)) usages.push({
			name: row.name?.localizedValue ?? row.name?.value ?? "",
			type: row.type ?? "",
			current: row.currentValue ?? 0,
			limit: row.limit ?? -1
		});
		return usages;
	});
}
// src/azure/state.ts
async function lookAtService(arm, name, signal) {
	const [endpoint, deployments] = await Promise.all([readEndpoint(arm, name, signal), listDeployments(arm, name, signal)]);
	return {
		...endpoint ? { endpoint } : {},
		deployments
	};
}
async function look(arm, request, signal) {
	const options = { abortSignal: signal };
	const workspace = await readWorkspace(arm, options);
	const environment = request.serving.kind === "code" && request.serving.environment.kind === "registered" ? request.serving.environment : void 0;
	const { source, name: modelName } = request.model;
	const local = source.kind === "local";
	const [datastore, endpoint, deployments, autoscale, versions, nextVersion, registered, environmentId, sizes, usages, alertRules] = await Promise.all([
		readDatastore(arm, options),
		readEndpoint(arm, request.endpoint.name, signal),
		listDeployments(arm, request.endpoint.name, signal),
		readAutoscale(arm, request.endpoint.name, signal),
		local ? listModelVersions(arm, modelName, options) : [],
		local ? readNextVersion(arm, modelName, options) : "",
		local ? void 0 : readRegistered(arm, modelName, source.version, options),
		environment && findEnvironment(arm, environment, options),
		readSizes(arm, workspace.location, options),
		readUsages(arm, workspace.location, options),
		readAlertRules(arm, request.rollout.watch.alerts, signal)
	]);
	return {
		workspace,
		datastore,
		...endpoint ? { endpoint } : {},
		deployments,
		autoscale,
		models: {
			versions,
			nextVersion
		},
		...registered ? { registered } : {},
		...environmentId === void 0 ? {} : { environmentId },
		...sizes ? { sizes } : {},
		...usages ? { usages } : {},
		alertRules
	};
}
async function readWorkspace(arm, options) {
	const { resourceGroup, workspace: name } = arm.where;
	try {
		const workspace = await arm.sdk.workspaces.get(resourceGroup, name, options);
		return {
			id: arm.workspaceId,
			location: workspace.location ?? "",
			...workspace.workspaceId === void 0 ? {} : { guid: workspace.workspaceId }
		};
	} catch (error) {
		if (isNotFound(error)) throw new ActionError({
			code: "workspace-not-found",
			message: `there is no workspace '${name}' in resource group '${resourceGroup}' of subscription ${arm.where.subscriptionId}`,
			hint: "Check 'workspace', 'resource-group' and 'subscription-id' (az ml workspace list -o table). Azure also answers so when the identity that signs in has no role there.",
			cause: error
		});
		return attempting({
			doing: `read workspace '${name}'`,
			otherwise: "azure-refused"
		}, () => Promise.reject(error));
	}
}
async function readDatastore(arm, options) {
	const { resourceGroup, workspace } = arm.where;
	return attempting({
		doing: "read the default datastore",
		otherwise: "azure-refused"
	}, async () => {
		const list = arm.sdk.datastores.list(resourceGroup, workspace, {
			...options,
			isDefault: true
		});
		for await (const { name, properties } of list) {
			if (properties.datastoreType !== "AzureBlob") throw new ActionError({
				code: "datastore-unsupported",
				message: `the default datastore '${name}' is of type ${properties.datastoreType}; models are uploaded to Azure Blob Storage`,
				hint: "Make a blob datastore the default of the workspace (normally workspaceblobstore)."
			});
			const { accountName, containerName, endpoint, protocol } = properties;
			const account = accountName ?? "";
			return {
				name: name ?? "",
				account,
				container: containerName ?? "",
				url: `${protocol ?? "https"}://${account}.blob.${endpoint ?? arm.hosts.storageSuffix}`,
				credentials: properties.credentials?.credentialsType === "None" ? "identity" : "secrets"
			};
		}
		throw new ActionError({
			code: "datastore-unsupported",
			message: `workspace '${workspace}' has no default datastore`,
			hint: "Make a blob datastore the default of the workspace."
		});
	});
}
async function findEnvironment(arm, choice, options) {
	const { resourceGroup, workspace } = arm.where;
	const { name } = choice;
	return attempting({
		doing: `read environment '${name}'`,
		otherwise: "azure-refused"
	}, async () => {
		try {
			const version = choice.version ?? (await arm.sdk.environmentContainers.get(resourceGroup, workspace, name, options)).properties.latestVersion;
			if (!version) return void 0;
			return (await arm.sdk.environmentVersions.get(resourceGroup, workspace, name, version, options)).id;
		} catch (error) {
			if (isNotFound(error)) return void 0;
			throw error;
		}
	});
}
// src/plan/deploymentView.ts
function viewDeployments({ endpoint, deployments }) {
	return deployments.map(({ name, provisioningState, modelId, instanceType, instanceCount, createdAt, tags }) => {
		const mirrored = shareOf(endpoint?.mirrorTraffic ?? {}, name);
		const model = modelId && /\/models\/([^/]+)\/versions\/([^/]+)$/.exec(modelId);
		const commit = tags[tag.commit];
		return {
			name,
			share: shareOf(endpoint?.traffic ?? {}, name),
			...mirrored > 0 ? { mirrored } : {},
			state: provisioningState,
			...model ? { model: `${model[1]}:${model[2]}` } : {},
			...instanceType === void 0 ? {} : { instanceType },
			instances: instanceCount,
			...commit === void 0 ? {} : { commit },
			...createdAt === void 0 ? {} : { createdAt }
		};
	}).sort((a, b) => b.share - a.share || (b.createdAt ?? "").localeCompare(a.createdAt ?? ""));
}
// src/modes/decide.ts
async function findFacts(request, session) {
	const { arm, journal } = session;
	const facts = await read(request, session);
	const { endpoint } = facts.state;
	journal.learn({
		modelDigest: facts.model.digest,
		previousDeployment: leading(endpoint?.traffic ?? {}) ?? "",
		traffic: endpoint?.traffic ?? {},
		before: viewDeployments(facts.state),
		portalUrl: portalUrl(arm, request.endpoint.name),
		...endpoint?.scoringUri ? { scoringUri: endpoint.scoringUri } : {}
	});
	return facts;
}
async function read(request, { arm, world, signal }) {
	const { source } = request.model;
	if (source.kind === "registered") {
		const state = await look(arm, request, signal);
		return {
			model: registeredModel(state),
			state
		};
	}
	const unpack = request.serving.kind !== "code";
	const [model, state] = await together$1(signal, [(signal) => readLocalModel({
		path: source.path,
		unpack
	}, world, signal), (signal) => look(arm, request, signal)]);
	return {
		model,
		state
	};
}
async function decide(request, { model, state }, attestation, { world, journal, signal }) {
	const gpu = hasGpu(request.compute.instanceType, state.sizes);
	const prepared = await prepare$1(request, model, gpu, journal, signal);
	const trial = {
		wish: request,
		model,
		prepared,
		gpu
	};
	const measured = givenSize(request.compute) === void 0;
	const proof = measured ? await tryOut(trial, world, journal, signal) : void 0;
	const size = demandSize(request, proof, journal);
	const plan = makePlan({
		request: withSize(request, size),
		model,
		...attestation ? { attestation } : {},
		...prepared,
		state,
		origin: world.origin
	});
	announce(plan, journal, world.log);
	const judge = (proof) => {
		const actual = instanceSize(plan, size);
		if (proof && actual) compare$1(request, proof, actual, journal);
	};
	judge(proof);
	return {
		plan,
		preflight: async (signal) => {
			if (!measured) judge(await tryOut(trial, world, journal, signal));
		}
	};
}
function instanceSize({ request, size: { size } }, asked) {
	if (request.compute.instanceType === void 0) return asked;
	return size.memoryGB > 0 ? {
		cpu: size.vCPUs,
		memory: usableMemory(size)
	} : void 0;
}
function portalUrl({ hosts, workspaceId }, endpoint) {
	return `${hosts.studio}/endpoints/realtime/${endpoint}/detail?wsid=${workspaceId}`;
}
function announce(plan, journal, log) {
	const { request, size, deployment, model, endpoint, traffic } = plan;
	log.info(`model: ${model.action === "reuse" ? `registered as ${model.name}:${model.version}` : `new, will be ${model.name}:${model.version}`}`);
	log.info(`size: ${size.reason}`);
	for (const other of size.considered) log.info(`size: considered ${other}`);
	log.info(`endpoint: ${endpoint.action === "create" ? "will be created" : `exists, traffic ${describeRouting(traffic.before)}`}`);
	const what = {
		create: "will be created",
		replace: "will be made anew: what is there failed or has other content",
		update: "serves, and will be updated in place",
		resume: "is being made by an earlier run",
		keep: "exists with exactly this content"
	}[deployment.action];
	log.info(`deployment: ${deployment.name} ${what}`);
	const { autoscale } = plan.request.compute;
	if (autoscale) log.info(`autoscale: to be ${describeAutoscale(autoscale)}`);
	if (deployment.update && deployment.action !== "update") log.info(`deployment: ${deployment.name} was updated in place by a run that did not finish`);
	if (deployment.action === "update") journal.note(`deployment: ${deployment.name} is updated in place, so nobody can test the new model before it serves; it is tested right after, and taken back if it fails`);
	for (const step of traffic.steps) log.debug(`traffic: to become ${describeRouting(step)}, watched for ${formatTime(step.bakeMs)}`);
	const [first] = traffic.steps;
	if (request.rollout.mirror !== void 0 && first && first.share > 0) {
		const isFirst = Object.keys(traffic.before.traffic).length === 0;
		journal.note(`traffic: 'strategy: shadow' copies nothing: ${isFirst ? "there is no traffic yet that could be copied" : `${deployment.name} has a share of it already`}`);
	}
	journal.learn({
		plan: {
			digest: planDigest(plan),
			view: viewOf(plan)
		},
		deploymentName: deployment.name,
		instanceType: size.size.name,
		sizeReason: size.reason,
		...model.action === "reuse" ? {
			modelVersion: model.version,
			modelId: model.id
		} : {}
	});
}
// src/modes/turn.ts
const lookAfterMs = (looks) => Math.min(1e4, 500 * 1.5 ** looks);
const looksPerQuestion = 6;
async function awaitTurn({ endpoint, rollout }, state, { arm, world, signal }) {
	const { log, origin, hasEnded, github } = world;
	const mine = runOf(origin);
	const busy = (tags = {}) => heldByAnother(tags, mine, Date.now());
	let looks = 0;
	for (let record = busy(state.endpoint?.tags); record; looks++) {
		const lost = hasEnded(processOf(record.run)) ? "was killed on this machine" : looks % looksPerQuestion === 0 && await github.isOver(linkOf(record.run)) ? "is over, as GitHub says" : void 0;
		if (lost !== void 0) {
			log.info(`endpoint: ${describeHolder$1(record)}, but ${lost}; taking over`);
			await endLease(arm, endpoint.name, record, signal);
			return true;
		}
		if (rollout.onBusy === "fail") throw refusal(endpoint.name, record);
		if (looks === 0) log.info(`endpoint: ${describeHolder$1(record)}; waiting for it to end`);
		await pause$1(Math.min(lookAfterMs(looks), Math.max(500, record.until - Date.now())), signal);
		record = busy((await readEndpoint(arm, endpoint.name, signal))?.tags);
	}
	return looks > 0;
}
const refusal = (endpoint, record) => new ActionError({
	code: "endpoint-busy",
	message: `endpoint '${endpoint}' is taken: ${describeHolder$1(record)}`,
	hint: "Run again when that run has ended, or leave 'on-busy' out to wait for it. Should it be lost together with its machine, 'github-token' lets GitHub say so; or remove the endpoint's tag 'rollout-until'. A concurrency group in the workflow keeps runs apart."
});
// src/modes/undone.ts
var Undone = class extends Error {
	status;
	constructor(cause, status) {
		super("failed and undone", { cause });
		this.status = status;
	}
};
async function undoing(before, { arm, world, journal }, work) {
	let unsettled;
	const remember = (value) => {
		unsettled = value;
		world.remember(value);
	};
	try {
		return await work(remember);
	} catch (error) {
		if (!unsettled) throw error;
		const { traffic, live } = await undo(arm, unsettled, world);
		if (traffic !== "not-restored" && !world.signal.aborted) remember(void 0);
		const known = live ?? (traffic === "restored" ? before : void 0);
		if (known) journal.learn({ traffic: known });
		throw new Undone(error, statuses[traffic]);
	}
}
function roll(plan, session) {
	const { arm, world, journal, signal } = session;
	const { log, origin } = world;
	return undoing(plan.traffic.before.traffic, session, (remember) => apply({
		arm,
		plan,
		journal,
		log,
		signal,
		remember,
		run: runOf(origin)
	}));
}
async function unlessOvertaken({ world, journal }, work) {
	for (;;) try {
		return await work();
	} catch (error) {
		const why = error instanceof Undone ? error.cause : error;
		if (!(why instanceof Overtaken)) throw error;
		if (error instanceof Undone && error.status === "rollback-failed") throw error;
		world.log.info(`${why.message}; looking again`);
		journal.startOver();
	}
}
const statuses = {
	none: void 0,
	restored: "rolled-back",
	"not-restored": "rollback-failed"
};
function undo(arm, unsettled, { log, signal }) {
	const hurry = signal.aborted;
	const patience = unsettled.update ? 18e5 : 6e5;
	return recover(arm, unsettled, log, AbortSignal.timeout(hurry ? 6e3 : patience), hurry);
}
// src/modes/deploy.ts
async function deploy(request, session) {
	const { arm, world, journal, signal } = session;
	const facts = await journal.phase("facts", async () => {
		const found = await findFacts(request, session);
		return await awaitTurn(request, found.state, session) ? findFacts(request, session) : found;
	});
	const { state } = facts;
	const attested = await attest(request, facts.model, world, journal, signal);
	const { plan, preflight } = await journal.phase("plan", async () => {
		const decided = await decide(request, facts, attested, session);
		demandApproved(request, decided.plan);
		return decided;
	});
	const { log, origin } = world;
	const run = runOf(origin);
	return undoing(plan.traffic.before.traffic, session, (remember) => {
		const execution = {
			arm,
			plan,
			state,
			preflight,
			journal,
			log,
			signal,
			remember,
			run
		};
		return apply(execution, makesNothing(plan) ? void 0 : (lease) => deploy$1(execution, lease));
	});
}
function demandApproved({ approved }, plan) {
	const why = approved && deviation(plan, approved);
	if (why === void 0) return;
	throw new ActionError({
		code: "plan-changed",
		message: why,
		hint: "Nothing was changed. Make the plan anew ('mode: plan'), have it approved, and deploy that."
	});
}
// src/plan/condaPlace.ts
function placeInCondaFile(said, file, text) {
	const lines = new import_dist.LineCounter();
	const document = (0, import_dist.parseDocument)(text, { lineCounter: lines });
	const [mistake] = document.errors;
	if (mistake) return {
		file,
		line: lines.linePos(mistake.pos[0]).line
	};
	const entries = entriesOf(document.contents, (offset) => lines.linePos(offset).line);
	for (const spec of blamed(said)) {
		const found = entries.find((entry) => entry.text === spec) ?? entries.find((entry) => nameOf(entry.text) === nameOf(spec));
		if (found) return {
			file,
			line: found.line
		};
	}
}
function entriesOf(node, lineAt) {
	const list = (0, import_dist.isMap)(node) ? node.get("dependencies", true) : node;
	if (!(0, import_dist.isSeq)(list)) return [];
	return list.items.flatMap((item) => {
		if ((0, import_dist.isMap)(item)) return entriesOf(item.get("pip", true), lineAt);
		if (!(0, import_dist.isScalar)(item) || typeof item.value !== "string") return [];
		return [{
			text: item.value.trim(),
			line: lineAt(item.range?.[0] ?? 0)
		}];
	});
}
function nameOf(spec) {
	const bare = /^(?:-r|-c|--requirement|--constraint)[ =]*(\S+)$/.exec(spec)?.[1] ?? spec.replace(/^[\w./-]+::/, "");
	return (/^[A-Za-z0-9][\w./-]*/.exec(bare)?.[0] ?? bare).toLowerCase().replace(/[-_.]+/g, "-");
}
function blamed(said) {
	const text = said.replace(colours, "").replace(/^[ \t│]+/gm, "");
	return complaints.flatMap(({ says, list = (found) => [found] }) => [...text.matchAll(says)].flatMap(([, found = ""]) => list(found)));
}
const colours = new RegExp(`${String.fromCharCode(27)}?\\[\\d+m`, "g");
const complaints = [
	{ says: /No matching distribution found for (\S+)/g },
	{ says: /Could not find a version that satisfies the requirement (\S+)/g },
	{ says: /Invalid requirement: ["']?([^"'\s]+)/g },
	{ says: /Could not open requirements file: .*?: ["']([^"']+)["']/g },
	{ says: /The user requested (\S+)/g },
	{
		says: /Cannot install (.+?) because these package versions/gs,
		list: enumerated
	},
	{ says: /^(\S+) \S+ depends on /gm },
	{ says: /Package ["']?([\w.-]+)["']? requires a different Python/g },
	{ says: /Failed (?:to build|building wheel for) ["']?([\w.-]+)["']?/g },
	{
		says: /Failed to build installable wheels for[^╰]*╰─> (.+)/g,
		list: enumerated
	},
	{
		says: /(?:ResolvePackageNotFound|not available from current channels):\s*\n((?:\s*- .*(?:\n|$))+)/g,
		list: (found) => [...found.matchAll(/- (\S+)/g)].map(([, spec = ""]) => spec)
	},
	{ says: /nothing provides (?:requested )?([\w.-]+)/g },
	{ says: /^[├└]─ ([\w.-]+) .*(?:does not exist|not installable|can be installed)/gm },
	{ says: /^- package ([\w.-]+?)-\d\S*-\S+ (?:requires|is excluded)/gm },
	{ says: /Invalid(?:MatchSpec)?:? [Ii]nvalid spec ["']([^"']+)["']/g },
	{ says: /Because (?:there is no version of |only )?([\w.-]+)/g },
	{ says: /you\s+require\s+([\w.-]+)/g },
	{ says: /Collecting (\S+)(?![\s\S]*Collecting )/g }
];
function enumerated(found) {
	return found.split(/,\s*(?:and\s+)?|\s+and\s+/).map((spec) => spec.trim()).filter((spec) => !spec.startsWith("-r "));
}
// src/modes/locate.ts
function located(error, asked, files) {
	const { place, ...failure } = error.failure;
	if (place && files.kind(place.file) === "file") return error;
	const found = asked && placeOfPackage(error, asked, files);
	if (!place && !found) return error;
	return new ActionError({
		...failure,
		...found ? { place: found } : {},
		cause: error
	});
}
function placeOfPackage({ failure, code }, { request }, files) {
	if (code !== "image-build-failed" && code !== "preflight-failed") return void 0;
	if (!("serving" in request) || request.serving.kind !== "code") return void 0;
	const { environment } = request.serving;
	if (environment.kind !== "conda" || files.kind(environment.file) !== "file") return void 0;
	return placeInCondaFile([failure.message, failure.azure].join("\n"), environment.file.replace(/^\.\//, ""), files.read(environment.file));
}
// src/modes/plan.ts
async function plan(request, file, session) {
	const { world, journal, signal } = session;
	const facts = await journal.phase("facts", () => findFacts(request, session));
	const attested = await attest(request, facts.model, world, journal, signal);
	const { plan } = await journal.phase("plan", () => decide(request, facts, attested, session));
	try {
		world.write(file, planFile(plan));
	} catch (error) {
		throw new ActionError({
			code: "invalid-input",
			message: `'plan-file' is '${file}', which cannot be written: ${reasonOf(error)}`,
			hint: "Name a file in the checkout.",
			cause: error
		});
	}
	world.log.info(`plan: written to ${file}`);
	return makesNothing(plan) && changesNothing(plan) ? "unchanged" : "planned";
}
// src/plan/standing.ts
const longestRequestMs = 18e4;
function whatIsThere(request, { endpoint }, name, smoke) {
	return {
		endpoint: {
			name: request.endpoint.name,
			action: "keep"
		},
		deployment: {
			name,
			isOld: true
		},
		smoke,
		smokeCount: request.smoke.count,
		requestTimeoutMs: longestRequestMs,
		limits: limitsOf(request),
		verified: endpoint?.tags[tag.verified] === name,
		onFailure: "keep",
		timeoutMs: request.rollout.timeoutMs
	};
}
function planToAsk(request, state, name, smoke) {
	const live = routingOf(state.endpoint ?? {});
	return {
		...whatIsThere(request, state, name, smoke),
		traffic: {
			by: "rollout",
			live,
			before: live,
			steps: [],
			after: live
		},
		retire: []
	};
}
// src/plan/target.ts
function demandEndpoint({ endpoint }, name) {
	if (endpoint) return endpoint;
	throw new ActionError({
		code: "endpoint-not-found",
		message: `there is no endpoint '${name}' in the workspace`,
		hint: "Check 'service-name', 'workspace' and 'resource-group', or deploy a model to it first."
	});
}
function demandHealthy(state, name) {
	const found = state.deployments.find((one) => one.name.toLowerCase() === name.toLowerCase());
	if (!found) {
		const known = state.deployments.map((one) => one.name);
		throw new ActionError({
			code: "deployment-not-found",
			message: `the service has no deployment '${name}': it has ${listed(state)}.${didYouMean(name, known)}`,
			hint: "Name one of them in 'deployment-name'; 'keep-previous: 1' keeps the one that served before."
		});
	}
	if (isHealthy(found)) return found;
	throw new ActionError({
		code: "deployment-conflict",
		message: `deployment '${found.name}' is in state ${found.provisioningState} and cannot take traffic`,
		hint: "Wait until it is ready, or deploy the model again."
	});
}
function listed({ endpoint, deployments }) {
	const described = deployments.map(({ name, provisioningState }) => {
		const state = provisioningState === "Succeeded" ? "" : `, ${provisioningState}`;
		return `${name} (${shareOf(endpoint?.traffic ?? {}, name)} %${state})`;
	});
	return described.length > 0 ? described.join(", ") : "none";
}
// src/plan/promotion.ts
function chooseForPromotion(request, state) {
	const endpoint = demandEndpoint(state, request.endpoint.name);
	const { tags } = endpoint;
	const named = request.rollout.deploymentName;
	const record = recordIn(tags);
	const halfWay = record && startOf(routingOf(endpoint), record, record.deployment).unfinished && record.deployment;
	const name = named ?? halfWay ?? tags[tag.verified];
	if (name !== void 0) return demandHealthy(state, name).name;
	throw new ActionError({
		code: "deployment-not-found",
		message: `which deployment of '${request.endpoint.name}' is to be promoted is not known: it has ${listed(state)}`,
		hint: "Name it in 'deployment-name', for example with the output of that name of the step that deployed it."
	});
}
function planPromotion(request, found, name, smoke) {
	const { state, putBack } = withPutBack(found);
	const endpoint = demandEndpoint(state, request.endpoint.name);
	const { strategy, shares } = request.rollout;
	const choice = {
		...request.rollout,
		shares: strategy === "manual" ? [100] : shares
	};
	const start = startOf(routingOf(endpoint), withWayBack(recordIn(endpoint.tags), state.deployments), name);
	const steps = planRollout(choice, start, name);
	const after = routingAfter(steps, start);
	const conflict = mirrorConflict(request.endpoint.name, {
		name,
		action: "keep"
	}, start, steps);
	if (conflict) throw new ActionError(conflict);
	return {
		...whatIsThere(request, state, name, smoke),
		putBack,
		alerts: state.alertRules ?? [],
		traffic: {
			by: "rollout",
			...start,
			steps,
			after
		},
		retire: shareOf(after.traffic, name) === 100 ? planRetirement(state, name, request.rollout.keepPrevious) : []
	};
}
// src/plan/openApi.ts
function exampleIn(text) {
	const example = requestsOf(parsed(text)).map(exampleOf).find((found) => found !== void 0);
	if (example === void 0) return void 0;
	return {
		name: "the example of its OpenAPI document",
		body: JSON.stringify(example),
		expect: {
			status: 200,
			tolerance: defaultTolerance
		}
	};
}
function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function requestsOf(document) {
	const posts = Object.values(objectAt(document, "paths")).map((path) => objectAt(path, "post"));
	const second = posts.flatMap(({ parameters: list }) => Array.isArray(list) ? list : []).filter((parameter) => isObject(parameter) && parameter["in"] === "body");
	const third = posts.map((post) => objectAt(objectAt(objectAt(post, "requestBody"), "content"), "application/json"));
	return [...second, ...third].map((request) => resolve$1(document, request));
}
function resolve$1(document, request) {
	const schema = objectAt(request, "schema");
	const path = typeof schema["$ref"] === "string" ? schema["$ref"].split("/").slice(1) : void 0;
	if (!path) return request;
	const found = path.reduce((at, name) => objectAt(at, name), document);
	return {
		...objectOf(request),
		schema: found
	};
}
const exampleOf = (request) => objectOf(request)["example"] ?? objectAt(request, "schema")["example"];
const objectOf = (value) => isObject(value) ? value : {};
const objectAt = (value, name) => objectOf(objectOf(value)[name]);
// src/modes/service.ts
async function findService(request, { arm, journal, signal }) {
	const state = await lookAtService(arm, request.endpoint.name, signal);
	const { endpoint } = state;
	if (endpoint) journal.learn({
		previousDeployment: leading(endpoint.traffic) ?? "",
		traffic: positive(endpoint.traffic),
		before: viewDeployments(state),
		portalUrl: portalUrl(arm, request.endpoint.name),
		authMode: endpoint.authMode,
		...endpoint.scoringUri ? { scoringUri: endpoint.scoringUri } : {},
		...endpoint.swaggerUri ? { swaggerUri: endpoint.swaggerUri } : {}
	});
	return state;
}
async function findServiceInTurn(request, session) {
	const found = await findService(request, session);
	return await awaitTurn(request, found, session) ? findService(request, session) : found;
}
async function findCases({ smoke }, endpoint, deployment, { arm, signal }) {
	if (smoke.cases) return smoke.cases.map(({ model, ...test }) => model === void 0 ? test : {
		...test,
		path: inferPath(model)
	});
	if (!endpoint.swaggerUri) return [];
	const token = await readCallerToken(arm, endpoint, signal);
	const document = await readOpenApi(arm, {
		uri: endpoint.swaggerUri,
		token,
		deployment
	}, signal);
	const example = document === void 0 ? void 0 : exampleIn(document);
	return example ? [example] : [];
}
// src/modes/promote.ts
async function promote(request, session) {
	const { arm, journal, signal } = session;
	const state = await journal.phase("facts", async () => {
		const found = await findServiceInTurn(request, session);
		const alertRules = await readAlertRules(arm, request.rollout.watch.alerts, signal);
		return {
			...found,
			alertRules
		};
	});
	return roll(await journal.phase("plan", async () => {
		const name = chooseForPromotion(request, state);
		journal.learn({ deploymentName: name });
		const cases = await findCases(request, demandEndpoint(state, request.endpoint.name), name, session);
		if (cases.length === 0 && !request.smoke.cases) throw nothingToAsk(name);
		return planPromotion(request, state, name, cases);
	}), session);
}
const nothingToAsk = (name) => new ActionError({
	code: "invalid-input",
	message: `${smokeRequired}. Deployment '${name}' has no example in its OpenAPI document`,
	hint: "Give the 'smoke-request' that it was deployed with."
});
// src/plan/deletion.ts
function planDeletion({ endpoint: { name: service }, rollout: { deploymentName } }, state, origin) {
	const { endpoint, deployments } = state;
	if (!endpoint) return { kind: "nothing" };
	const isOurs = ({ tags }) => isOwned(tags, origin);
	const who = origin.repository === void 0 ? "outside of a repository" : `from ${origin.repository}`;
	if (deploymentName !== void 0) {
		const found = deployments.find(({ name }) => name.toLowerCase() === deploymentName);
		if (!found) return { kind: "nothing" };
		if (!isOurs(found)) throw foreign(`deployment '${found.name}' was not made ${who}`);
		const share = shareOf(endpoint.traffic, found.name) + shareOf(endpoint.mirrorTraffic, found.name);
		if (share === 0) return {
			kind: "deployment",
			name: found.name
		};
		throw new ActionError({
			code: "deployment-conflict",
			message: `deployment '${found.name}' serves ${share} % of the traffic of '${service}'`,
			hint: "Give its traffic to another first ('mode: promote' or 'mode: rollback' with 'deployment-name'), or leave 'deployment-name' out to delete the whole service."
		});
	}
	if (!isOurs(endpoint)) throw foreign(`endpoint '${service}' was not made ${who}`);
	const others = deployments.filter((deployment) => !isOurs(deployment)).map(({ name }) => name);
	if (others.length > 0) throw foreign(`endpoint '${service}' has deployments that were not made ${who}: ${others.join(", ")}`);
	return {
		kind: "service",
		deployments: deployments.map(({ name }) => name),
		environment: environmentOf(endpoint)
	};
}
const foreign = (message) => new ActionError({
	code: "not-owned",
	message: `${message}, so it is not deleted`,
	hint: "Only what carries the tags 'created-by' and 'repository' of this repository is. Delete it in the studio or with az ml if it is to go."
});
// src/modes/remove.ts
async function remove(request, session) {
	const { world, journal } = session;
	const state = await journal.phase("facts", () => findServiceInTurn(request, session));
	const deletion = await journal.phase("plan", async () => planDeletion(request, state, world.origin));
	await journal.phase("clean-up", () => carryOut$1(deletion, request.endpoint.name, session));
	journal.learn({ deletion });
	return "deleted";
}
async function carryOut$1(deletion, service, { arm, journal, signal }) {
	switch (deletion.kind) {
		case "nothing": return journal.note("clean-up: it is gone already");
		case "deployment":
			arm.log.info(`clean-up: deleting deployment ${deletion.name}`);
			return removeDeployment(arm, service, deletion.name, signal);
		case "service": {
			await removeService(arm, service, deletion.deployments, signal);
			const { environment } = deletion;
			journal.learn({
				traffic: {},
				removed: [{
					service,
					environment
				}]
			});
			journal.note("clean-up: the registered models, code and environments stay; they cost nothing");
		}
	}
}
async function removeService(arm, service, deployments, signal) {
	const list = deployments.length > 0 ? `, with ${deployments.join(", ")}` : "";
	arm.log.info(`clean-up: deleting endpoint ${service}${list}`);
	await removeSettings(arm, service, signal);
	await deleteEndpoint(arm, service, signal);
}
// src/plan/rollback.ts
function chooseForRollback(request, found) {
	const { state, putBack } = withPutBack(found);
	const endpoint = demandEndpoint(state, request.endpoint.name);
	const start = startOf(routingOf(endpoint), withWayBack(recordIn(endpoint.tags), state.deployments), "");
	const named = request.rollout.deploymentName;
	const updated = putBack.some((name) => shareOf(start.live.traffic, name) > 0);
	const to = named !== void 0 ? { [named]: 100 } : updated && !start.unfinished ? start.live.traffic : before(endpoint, start, state);
	for (const name of Object.keys(to)) demandHealthy(state, name);
	return {
		...start,
		to,
		putBack,
		deployment: leading(to) ?? ""
	};
}
function before(endpoint, start, state) {
	if (start.unfinished) return start.before.traffic;
	const history = historyIn(endpoint.tags);
	if (history?.by === "rollback") return start.live.traffic;
	if (history && leading(history.before) && !sameTraffic(history.before, start.live.traffic)) return history.before;
	throw new ActionError({
		code: "deployment-not-found",
		message: `nothing is known to have served '${endpoint.name}' before: its traffic is ${describeRouting(start.live)}, and it has ${listed(state)}`,
		hint: "Name the deployment to go back to in 'deployment-name'."
	});
}
function planRollback(request, state, { to, deployment, putBack, ...start }, smoke) {
	const { traffic: from, mirror } = start.unfinished ? start.before : start.live;
	const share = to[deployment] ?? 0;
	return {
		...whatIsThere(request, state, deployment, smoke),
		putBack,
		traffic: {
			by: "rollback",
			...start,
			steps: sameTraffic(from, to) ? [] : [{
				share,
				traffic: to,
				mirror,
				bakeMs: 0
			}],
			after: {
				traffic: to,
				mirror
			}
		},
		retire: []
	};
}
// src/modes/rollback.ts
const mostTries = 3;
async function rollback(request, session) {
	for (let tries = 1;; tries++) try {
		return await flip(request, session);
	} catch (error) {
		if (!(error instanceof ActionError && error.code === "traffic-changed") || tries >= mostTries) throw error;
		session.world.log.info("traffic: it was moved meanwhile; looking again");
	}
}
async function flip(request, session) {
	const { journal, world } = session;
	const state = await journal.phase("facts", async () => {
		const found = await findService(request, session);
		return withPutBack(found).putBack.length > 0 ? findServiceInTurn(request, session) : found;
	});
	return roll(await journal.phase("plan", async () => {
		const goal = chooseForRollback(request, state);
		world.log.info(`traffic: back to ${describeTraffic(goal.to)}`);
		journal.learn({ deploymentName: goal.deployment });
		const cases = await findCases(request, demandEndpoint(state, request.endpoint.name), goal.deployment, session);
		return planRollback(request, state, goal, cases);
	}), session);
}
// src/modes/status.ts
async function showStatus(request, session) {
	const { journal } = session;
	const state = await journal.phase("facts", () => findService(request, session));
	const endpoint = demandEndpoint(state, request.endpoint.name);
	journal.learn({ deployments: viewDeployments(state) });
	tell(endpoint, state, session);
	const serving = Object.keys(positive(endpoint.traffic));
	if (serving.length === 0) journal.note("traffic: no deployment has any, so callers get no answer", "warning");
	for (const name of serving) await ask(request, state, endpoint, name, session);
	return "unchanged";
}
function tell({ traffic, tags, provisioningState }, { deployments }, { world: { log, origin }, journal }) {
	log.info(`endpoint: ${provisioningState}, traffic ${describeTraffic(traffic)}`);
	for (const { name, provisioningState: state, instanceCount, instanceType } of deployments) log.info(`deployment: ${name} ${state}, ${instanceCount} × ${instanceType ?? "unknown size"}`);
	const record = recordIn(tags);
	if (!record) return;
	const { deployment, run } = record;
	const who = linkOf(run) || "a run";
	const alive = isAlive(record, runOf(origin), Date.now());
	journal.note(alive ? `traffic: ${who} is rolling out ${deployment}` : `traffic: ${who} left its rollout of ${deployment} half-way; the next run settles it, or 'mode: rollback'`, alive ? "info" : "warning");
}
async function ask(request, state, endpoint, name, session) {
	const { arm, world, journal, signal } = session;
	const { log, origin } = world;
	const asking = {
		arm,
		plan: planToAsk(request, state, name, await findCases(request, endpoint, name, session)),
		journal,
		log,
		signal,
		run: runOf(origin),
		remember: () => {}
	};
	const { token } = await openRoute(asking);
	await smoke(asking, endpoint, token);
}
// src/plan/sweep.ts
function judgeExpiry({ endpoint, deployments }, origin, now) {
	if (!endpoint) return {
		kind: "stays",
		why: "it is gone already"
	};
	const isOurs = ({ tags }) => isOwned(tags, origin);
	if (!isOurs(endpoint)) return {
		kind: "stays",
		why: "this repository has not made it"
	};
	const until = expiryIn(endpoint.tags);
	if (until === void 0) return {
		kind: "stays",
		why: "it has no time to live"
	};
	const since = new Date(until).toISOString();
	if (until > now) return {
		kind: "stays",
		why: `it lives until ${since}`
	};
	const holder = heldByAnother(endpoint.tags, runOf(origin), now);
	if (holder) return {
		kind: "waits",
		why: describeHolder$1(holder)
	};
	const others = deployments.filter((one) => !isOurs(one)).map(({ name }) => name);
	if (others.length > 0) return {
		kind: "waits",
		why: `has deployments of somebody else: ${others.join(", ")}`
	};
	return {
		kind: "goes",
		since,
		deployments: deployments.map(({ name }) => name)
	};
}
// src/modes/sweep.ts
async function sweep(session) {
	const { arm, world, journal, signal } = session;
	const found = await journal.phase("facts", () => listEndpoints(arm, signal));
	const failed = [];
	await journal.phase("clean-up", async () => {
		for (const endpoint of found) {
			const { name } = endpoint;
			const listed = judgeExpiry({
				endpoint,
				deployments: []
			}, world.origin, Date.now());
			if (listed.kind === "stays") {
				world.log.debug(`clean-up: ${name} stays: ${listed.why}`);
				continue;
			}
			try {
				await visit(name, session);
			} catch (error) {
				if (signal.aborted) throw error;
				world.log.warning(`clean-up: ${name} could not be deleted: ${reasonOf(error)}`);
				failed.push({
					name,
					error
				});
			}
		}
	});
	const [first] = failed;
	if (first) throw summedUp(failed.map(({ name }) => name), first.error);
	if ((journal.known.removed ?? []).length > 0) return "deleted";
	journal.note(`clean-up: no service of this repository has outlived its time (${found.length} seen)`);
	return "unchanged";
}
async function visit(name, session) {
	const { arm, world, journal, signal } = session;
	const state = await lookAtService(arm, name, signal);
	const verdict = judgeExpiry(state, world.origin, Date.now());
	switch (verdict.kind) {
		case "stays": return world.log.debug(`clean-up: ${name} stays: ${verdict.why}`);
		case "waits": return journal.note(`clean-up: ${name} is to go, but ${verdict.why}`, "warning");
		case "goes": {
			const { endpoint } = state;
			await removeService(arm, name, verdict.deployments, signal);
			const environment = endpoint ? environmentOf(endpoint) : name;
			journal.learn({ removed: [...journal.known.removed ?? [], {
				service: name,
				environment
			}] });
			journal.note(`clean-up: deleted ${name}, whose time was up on ${verdict.since}`);
		}
	}
}
function summedUp(names, error) {
	if (names.length === 1 || !(error instanceof ActionError)) return error;
	return new ActionError({
		...error.failure,
		message: `${names.length} services could not be deleted (${names.join(", ")}). The first: ${error.message}`,
		cause: error
	});
}
// src/run.ts
async function run(world) {
	const { log } = world;
	const journal = new Journal(log);
	let asked;
	try {
		asked = await journal.phase("request", async () => readRequest(world, journal));
		const deadline = deadlineSignal(asked.request.rollout.timeoutMs);
		const signal = AbortSignal.any([world.signal, deadline]);
		return journal.finish(await carryOut(asked, world, journal, signal));
	} catch (thrown) {
		const undone = thrown instanceof Undone ? thrown : void 0;
		const cancelled = world.signal.aborted;
		const error = cancelled ? asActionError(world.signal.reason) : undone?.cause ?? thrown;
		for (let cause = error; cause instanceof Error; cause = cause.cause) log.debug(cause.stack ?? "");
		const failed = located(asActionError(error), asked, world.files);
		return journal.fail(failed, cancelled ? "cancelled" : undone?.status);
	}
}
async function carryOut(asked, world, journal, signal) {
	if (asked.mode === "check") return check(asked.request, world, journal, signal);
	const { where, who } = asked.request;
	const arm = await journal.phase("sign-in", () => connect(where, who, world.askForToken, world.log, signal));
	journal.learn({ audience: arm.hosts.machineLearning });
	const session = {
		arm,
		world,
		journal,
		signal
	};
	switch (asked.mode) {
		case "deploy": return unlessOvertaken(session, () => deploy(asked.request, session));
		case "plan": return plan(asked.request, asked.file, session);
		case "promote": return unlessOvertaken(session, () => promote(asked.request, session));
		case "rollback": return rollback(asked.request, session);
		case "status": return showStatus(asked.request, session);
		case "delete": return remove(asked.request, session);
		case "sweep": return sweep(session);
	}
}
function readRequest({ inputs, files, log, origin, github }, journal) {
	const named = (name) => inputs[name]?.trim() ?? "";
	const runUrl = runLink(origin);
	journal.learn({
		serviceName: named("service-name"),
		framework: named("framework"),
		frameworkVersion: named("framework-version"),
		...origin.commit === void 0 ? {} : { commit: origin.commit },
		...runUrl === void 0 ? {} : { runUrl }
	});
	for (const secret of [
		"client-secret",
		"credentials",
		"github-token"
	]) if (inputs[secret]) log.hide(inputs[secret]);
	const parsed = parseRequest(inputs, files);
	journal.learn(parsed.subject);
	github.about(parsed.showing);
	if (parsed.migration) tellMigration(parsed.migration, log, journal);
	if (!parsed.ok) throw invalid(parsed.problems);
	const { asked, showing } = parsed;
	const { request } = asked;
	github.begin();
	if ("who" in request && request.who.kind === "secret") log.hide(request.who.clientSecret);
	if ("model" in request) {
		const { name, framework, frameworkVersion } = request.model;
		journal.learn({
			modelName: name,
			...framework ? { framework } : {},
			...frameworkVersion ? { frameworkVersion } : {},
			instanceCount: request.compute.instanceCount,
			...request.compute.autoscale ? { autoscale: request.compute.autoscale } : {}
		});
	}
	const model = "model" in request ? `${inputs["model-path"] || request.model.name} as ` : "";
	const where = "where" in request ? ` in workspace ${request.where.workspace}` : "";
	log.info(`${doing[asked.mode]} ${model}${showing.service}${where}`);
	return asked;
}
function tellMigration({ summary, warnings, blocks }, log, journal) {
	journal.note(summary);
	for (const { message, place } of warnings) journal.note(message, "warning", place);
	for (const { title, text } of blocks) log.block(title, text);
}
const doing = {
	deploy: "deploying",
	plan: "planning",
	check: "checking",
	promote: "promoting a deployment of",
	rollback: "rolling back",
	status: "looking at",
	delete: "deleting",
	sweep: "deleting services whose time to live has passed"
};
function invalid(problems) {
	const [first, ...more] = problems;
	return new ActionError({
		code: first && more.length === 0 ? first.code : "invalid-input",
		message: first && more.length === 0 ? first.message : `${problems.length} mistakes in the inputs:\n${problems.map(({ message }) => `- ${message}`).join("\n")}`,
		hint: "Correct them in the workflow's 'with:' or in the config file; nothing was sent to Azure.",
		problems
	});
}
function deadlineSignal(ms) {
	const controller = new AbortController();
	setTimeout(() => {
		controller.abort(new ActionError({
			code: "deadline-passed",
			message: `the deployment took longer than the ${ms / 6e4} minutes of 'timeout-minutes'`,
			hint: "The service that worked before still works. Run again (what is done is not done twice), or raise 'timeout-minutes'."
		}));
	}, ms).unref();
	return controller.signal;
}
// src/index.ts
const alive = setInterval(() => {}, 6e4);
const inputs = readInputs(process.env);
const origin = readOrigin(process.env);
const log = makeLog(performance.now());
const show = openShow(inputs["github-token"], process.env, origin, log);
const result = await run({
	inputs,
	files: checkout,
	write: writeFile$1,
	origin,
	hasEnded,
	log,
	signal: cancellation(),
	askForToken,
	github: show,
	download,
	scratch: scratchFolder(process.env),
	cache: cacheFolder(process.env),
	environment: process.env,
	remember: rememberUnsettled
}).catch((thrown) => ({
	status: "failed",
	error: asActionError(thrown).failure,
	timeline: [],
	totalMs: performance.now()
}));
await report$1(result);
await show.end(result);
clearInterval(alive);
export {};
