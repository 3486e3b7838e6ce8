import { i as __toESM } from "./rolldown-runtime.js";
import { A as report$1, B as makeLog, C as attempting, E as askForToken, F as judge, H as checkout, I as judgeAnswer, L as report, M as positive, N as sameTraffic, O as rememberUnsettled, P as shareOf, R as didYouMean, S as retryAfterMs, T as isNotFound, U as ActionError, V as readInputs, W as asActionError, _ as connect, a as readCallerToken, b as pause, c as tagEndpoint, d as listDeployments, f as resumeDeployment, g as startProgress, h as formatTime, i as createEndpoint, j as describeTraffic, l as createDeployment, m as formatBytes, n as recover, o as readEndpoint, p as withLogs, r as moveTraffic, s as settleEndpoint, t as parseRequest, u as deleteDeployment, v as delayMs, w as correlationOf, x as persist, y as isTransient, z as statusOf } from "./shared.js";
import { a as require_ignore, g as createPipelineFromOptions, h as createDefaultHttpClient, i as AnonymousCredential, m as createHttpHeaders, n as newPipeline, p as createPipelineRequest, r as StorageSharedKeyCredential, t as ContainerClient } from "./vendor.js";
import { createHash, randomUUID } from "node:crypto";
import { lstat, open, readFile, readdir, realpath, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
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
// src/github/context.ts
function readOrigin(environment) {
	const { GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_REF, GITHUB_RUN_ID, GITHUB_SERVER_URL } = environment;
	return {
		...GITHUB_REPOSITORY ? { repository: GITHUB_REPOSITORY } : {},
		...GITHUB_SHA ? { commit: GITHUB_SHA } : {},
		...GITHUB_REF ? { ref: GITHUB_REF } : {},
		...GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID ? { runUrl: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}` } : {}
	};
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
// src/azure/state.ts
async function look(arm, request, signal) {
	const options = { abortSignal: signal };
	const workspace = await readWorkspace(arm, options);
	const environment = request.serving.kind === "code" && request.serving.environment.kind === "registered" ? request.serving.environment : void 0;
	const { source, name: modelName } = request.model;
	const local = source.kind === "local";
	const [datastore, endpoint, deployments, versions, nextVersion, registered, environmentId, sizes, usages] = await Promise.all([
		readDatastore(arm, options),
		readEndpoint(arm, request.endpoint.name, signal),
		listDeployments(arm, request.endpoint.name, signal),
		local ? listModelVersions(arm, modelName, options) : [],
		local ? readNextVersion(arm, modelName, options) : "",
		local ? void 0 : readRegistered(arm, modelName, source.version, options),
		environment && findEnvironment(arm, environment, options),
		readSizes(arm, workspace.location, options),
		readUsages(arm, workspace.location, options)
	]);
	return {
		workspace,
		datastore,
		...endpoint ? { endpoint } : {},
		deployments,
		models: {
			versions,
			nextVersion
		},
		...registered ? { registered } : {},
		...environmentId === void 0 ? {} : { environmentId },
		...sizes ? { sizes } : {},
		...usages ? { usages } : {}
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
	repository: "repository",
	commit: "commit",
	ref: "ref",
	run: "run",
	verified: "verified-deployment"
};
const createdBy = "azureml-deploy";
const assetId = (workspaceId, type, name, version) => `${workspaceId}/${type}/${name}/versions/${version}`;
const datastoreUri = (where, datastore, path) => `azureml://subscriptions/${where.subscriptionId}/resourcegroups/${where.resourceGroup}/workspaces/${where.workspace}/datastores/${datastore}/paths/${path}`;
// src/azure/assets.ts
const mostTries = 4;
async function registerModel(arm, uploader, step, signal) {
	const uploaded = await uploader.upload(step.upload, `the model (${step.upload.content.name})`, signal);
	const { claimed } = uploaded;
	let version = claimed?.name === step.name ? claimed.version : step.version;
	for (let tries = 1;; tries++) {
		const existing = await readModelVersion(arm, step.name, version, signal);
		if (existing && sameUri(existing.uri, step.uri)) return {
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
		if (tries >= mostTries) throw new ActionError({
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
			return {
				id: found.id ?? "",
				uri: found.properties.modelUri ?? ""
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
			isAnonymous: true
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
			osType: "Linux"
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
// src/model/content.ts
var import_ignore = __toESM(require_ignore(), 1);
async function listContent(path, options) {
	const root = resolve(path);
	const info = await stat(root);
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
	for await (const file of walk(root, "", ignored, new Set([await realpath(root)]))) files.push(file);
	return folder(basename(root), files);
}
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
async function readIgnoreFile(root, names) {
	for (const name of names) try {
		const rules = (0, import_ignore.default)().add(await readFile(join(root, name), "utf8"));
		return (path) => rules.ignores(path);
	} catch (error) {
		if (error.code !== "ENOENT") throw error;
	}
	return () => false;
}
const leftOut = new Set([
	".git",
	"__pycache__",
	".ipynb_checkpoints"
]);
async function* walk(directory, prefix, ignored, above) {
	for (const entry of await readdir(directory, { withFileTypes: true })) {
		if (leftOut.has(entry.name)) continue;
		const path = prefix + entry.name;
		const disk = join(directory, entry.name);
		const info = entry.isSymbolicLink() ? await follow(disk) : await lstat(disk);
		if (info.isDirectory()) {
			if (ignored(`${path}/`)) continue;
			const real = await realpath(disk);
			if (above.has(real)) continue;
			yield* walk(disk, `${path}/`, ignored, new Set([...above, real]));
		} else if (info.isFile() && !ignored(path)) yield {
			path,
			bytes: info.size,
			source: {
				kind: "disk",
				path: disk
			}
		};
	}
}
async function follow(link) {
	try {
		return await stat(link);
	} catch (cause) {
		throw new ActionError({
			code: "model-unreadable",
			message: `'${link}' is a symbolic link to nothing`,
			hint: "Remove the link, or make sure that what it points to is part of the checkout.",
			cause
		});
	}
}
async function reading(file, work) {
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
async function digest(content, signal, onBytes = () => {}) {
	const hashes = new Map();
	const whole = createHash("sha256");
	const buffer = Buffer.allocUnsafeSlow(1 << 20);
	for (const file of content.files) {
		const hash = createHash("sha256");
		await reading(file, async (fill) => {
			for (let bytes = await fill(buffer); bytes > 0; bytes = await fill(buffer)) {
				signal.throwIfAborted();
				hash.update(buffer.subarray(0, bytes));
				onBytes(bytes);
			}
		});
		const sha256 = hash.digest("hex");
		hashes.set(file.path, sha256);
		whole.update(`${sha256}  ${file.path}\n`);
	}
	return {
		...content,
		digest: whole.digest("hex"),
		hashes
	};
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
	const probe = (container) => persist(() => container.client.getBlobClient("LocalUpload").exists({ abortSignal: signal }), { signal });
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
		await persist(() => indicator.setMetadata(metadata, { abortSignal: signal }), { signal });
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
		return (await persist(() => blob.getProperties({ abortSignal: signal }), { signal })).metadata ?? {};
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
	const [read, more] = await reading(file, async (fill) => [await fill(buffer), await fill(Buffer.alloc(1))]);
	const hash = createHash("sha256").update(buffer.subarray(0, read)).digest("hex");
	refuseChange(file, more === 0 ? hash : "", sha256);
	await persist(() => blob.upload(buffer, buffer.byteLength, {
		abortSignal: signal,
		metadata
	}), {
		signal,
		onRetry
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
	await reading(file, async (fill) => {
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
			const tracked = persist(() => blob.stageBlock(id, block, bytes, { abortSignal: either }), {
				signal: either,
				onRetry
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
	await persist(() => blob.commitBlockList(ids, {
		abortSignal: signal,
		metadata
	}), {
		signal,
		onRetry
	});
}
async function stagedBlocks(blob, signal) {
	try {
		const list = await persist(() => blob.getBlockList("uncommitted", { abortSignal: signal }), { signal });
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
	warning: (text) => log.warning(`${label}: ${text}`),
	debug: (text) => log.debug(`${label}: ${text}`)
});
// src/together.ts
async function together(signal, tasks) {
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
// src/execution/execution.ts
const unsettledOf = ({ plan }) => ({
	endpoint: plan.endpoint.name,
	deployment: plan.deployment.name,
	before: plan.traffic.before,
	after: plan.traffic.after,
	onFailure: plan.deployment.action === "keep" ? "keep" : plan.request.rollout.onFailure
});
const explainingOf = ({ plan }) => ({
	codeFolder: plan.code.upload.content.name,
	...plan.request.serving.kind === "code" ? { sourceDirectory: plan.request.serving.sourceDirectory } : {}
});
// src/execution/deploy.ts
async function deploy(execution) {
	const { arm, plan, journal, log, signal } = execution;
	const explaining = explainingOf(execution);
	const { name, action } = plan.deployment;
	if (action === "resume") {
		execution.remember(unsettledOf(execution));
		return journal.phase("deployment", async () => {
			log.info(`deployment ${name}: an earlier run began it; waiting for it`);
			await resumeDeployment(arm, plan.endpoint.name, name, explaining, signal);
		});
	}
	const [model] = await prepare(execution);
	execution.remember(unsettledOf(execution));
	await journal.phase("deployment", async () => {
		log.info(`deployment ${name}: ${plan.request.compute.instanceCount} × ${plan.size.size.name}, beside what serves now`);
		await createDeployment(arm, {
			endpoint: plan.endpoint.name,
			name,
			location: plan.location,
			modelId: model.id,
			codeId: plan.code.id,
			scoringScript: plan.code.scoringScript,
			environmentId: plan.environment.id,
			instanceType: plan.size.size.name,
			instanceCount: plan.request.compute.instanceCount,
			container: plan.request.container,
			tags: plan.tags
		}, explaining, signal);
	}, () => name);
}
function prepare(execution) {
	const { arm, plan, state, journal, log, signal } = execution;
	const uploader = makeUploader(arm, state.datastore);
	return together(signal, [
		(signal) => journal.phase("model", () => prepareModel(execution, uploader, signal)),
		(signal) => journal.phase("code", () => registerCode(arm, uploader, plan.code, signal)),
		(signal) => journal.phase("environment", async () => {
			if (plan.environment.action === "register") await registerEnvironment(arm, plan.environment, signal);
			log.info(`environment: ${plan.environment.id.split("/environments/").at(-1)?.replace("/versions/", ":")}`);
		}),
		(signal) => journal.phase("endpoint", () => prepareEndpoint(execution, signal))
	]);
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
async function prepareEndpoint({ arm, plan, log }, signal) {
	const { name, action, authMode, tags } = plan.endpoint;
	if (action === "create") {
		log.info(`endpoint: creating ${name} in ${plan.location} (about 90 s)`);
		await createEndpoint(arm, {
			name,
			location: plan.location,
			authMode,
			tags
		}, signal);
		log.info(`endpoint: ${name} is ready`);
	} else await settleEndpoint(arm, name, signal);
	if (plan.deployment.action === "replace") {
		log.info(`endpoint: deleting what an earlier run left of deployment ${plan.deployment.name}`);
		await deleteDeployment(arm, name, plan.deployment.name, signal);
	}
}
// src/execution/retire.ts
async function retire({ arm, plan, journal, log, signal }) {
	if (plan.retire.length === 0) return false;
	return journal.phase("clean-up", async () => {
		for (const name of plan.retire) {
			if (signal.aborted) {
				log.warning(`clean-up: cut short; deployment ${name} is still there, without traffic`);
				continue;
			}
			try {
				log.info(`clean-up: deleting deployment ${name}`);
				await deleteDeployment(arm, plan.endpoint.name, name, signal);
			} catch (error) {
				const reason = error instanceof Error ? error.message : String(error);
				log.warning(`clean-up: deployment ${name} could not be deleted and goes on costing money: ${reason}`);
			}
		}
		return true;
	});
}
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
		token: plan.request.smoke.cases.length > 0 ? await readCallerToken(arm, endpoint, signal) : ""
	};
}
function routeTo({ plan }, endpoint, token) {
	if (!endpoint.scoringUri) throw new ActionError({
		code: "endpoint-failed",
		message: `endpoint '${endpoint.name}' has no scoring URI`,
		hint: "Look at the endpoint in the studio."
	});
	return {
		uri: endpoint.scoringUri,
		token,
		timeoutMs: plan.request.container.requestTimeoutMs + 3e4
	};
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
async function post(route, body, signal) {
	const request = createPipelineRequest({
		url: route.uri,
		method: "POST",
		body,
		abortSignal: signal,
		timeout: route.timeoutMs,
		headers: createHttpHeaders({
			"content-type": "application/json",
			accept: "application/json",
			authorization: `Bearer ${route.token}`,
			"x-ms-client-request-id": randomUUID(),
			...route.deployment === void 0 ? {} : { "azureml-model-deployment": route.deployment }
		})
	});
	const started = performance.now();
	client ??= makeClient();
	const response = await client(request);
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
	const deadline = Date.now() + settlingMs;
	for (let count = 1;; count++) {
		let wait = delayMs(count);
		try {
			const { waitMs, ...answer } = await post(route, body, signal);
			if (!settling(answer) || Date.now() > deadline) return answer;
			wait = waitMs ?? wait;
			arm.log.debug(`scoring: HTTP ${answer.status}; trying again in ${Math.round(wait)} ms`);
		} catch (error) {
			if (signal.aborted) throw signal.reason;
			const timedOut = error.name === "AbortError";
			if (timedOut || !isTransient(error) || Date.now() > deadline) {
				const reason = timedOut ? `no answer within ${route.timeoutMs / 1e3} s` : error instanceof Error ? error.message : String(error);
				throw new ActionError({
					code: "smoke-error",
					message: `could not reach ${route.uri}: ${reason}`,
					hint: "Check that the runner reaches the endpoint's host (firewall, proxy, private network).",
					cause: error
				});
			}
		}
		await pause(Math.min(wait, 1e4), signal);
	}
}
// src/execution/smoke.ts
async function smoke(execution, endpoint, token) {
	const { arm, plan, journal, log, signal } = execution;
	const { cases, count, maxLatencyMs } = plan.request.smoke;
	if (cases.length === 0) {
		log.warning("smoke: none asked for, so nobody knows whether the model answers rightly");
		return;
	}
	await journal.phase("smoke", async () => {
		const route = {
			...routeTo(execution, endpoint, token),
			deployment: plan.deployment.name
		};
		const reports = [];
		for (const test of cases) {
			const answers = [];
			for (let time = 0; time < count; time++) {
				const answer = await score(arm, route, test.body, signal);
				answers.push(answer);
				if (!judgeAnswer(test, answer).passed) break;
			}
			const summary = report(test, answers);
			reports.push(shortened(summary));
			journal.learn({ smoke: [...reports] });
			const verdict = judge(summary, maxLatencyMs);
			if (!verdict.passed) throw await explainSmoke(execution, verdict);
			log.info(`smoke: ${test.name} passed, ${answers.length} × HTTP ${answers.at(-1)?.status}, p50 ${Math.round(summary.p50Ms)} ms, p95 ${Math.round(summary.p95Ms)} ms`);
		}
		return reports;
	}, (reports) => `${reports.length} ${reports.length === 1 ? "request" : "requests"} × ${count}`);
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
async function explainSmoke(execution, verdict) {
	const { arm, plan, signal } = execution;
	const error = new ActionError({
		code: verdict.code,
		message: `smoke test of deployment '${plan.deployment.name}' failed: ${verdict.message}`,
		hint: (plan.traffic.before[plan.deployment.name] ?? 0) > 0 ? "This deployment is serving already and is left as it is. Look at its log in the studio." : smokeHints[verdict.code]
	});
	if (verdict.code !== "smoke-error") return error;
	return withLogs(arm, plan.endpoint.name, plan.deployment.name, explainingOf(execution), error, signal);
}
const smokeHints = {
	"smoke-error": "Look at the container's log above, and check that 'smoke-request' is what the scoring script expects.",
	"smoke-wrong-answer": "Either the model or 'smoke-expect' is wrong. The new deployment got no traffic.",
	"smoke-too-slow": "Give it more 'cpu', choose another 'instance-type', or allow more with 'smoke-max-latency-ms'."
};
// src/execution/traffic.ts
async function shiftTraffic(execution, endpoint, token) {
	const { arm, plan, journal, log, signal } = execution;
	const { before, after } = plan.traffic;
	const move = !sameTraffic(before, after);
	if (!move) await confirmTraffic(execution);
	if (move) await journal.phase("traffic", async () => {
		log.info(`traffic: ${describeTraffic(before)} → ${describeTraffic(after)}`);
		const moved = await moveTraffic(arm, {
			name: plan.endpoint.name,
			from: before,
			to: after,
			beforePut: () => execution.remember({
				...unsettledOf(execution),
				trafficTouched: true
			})
		}, signal);
		journal.learn({ traffic: positive(moved.traffic) });
	}, () => `${describeTraffic(before)} → ${describeTraffic(after)}`);
	await journal.phase("verify", () => verify(execution, endpoint, token));
	return move;
}
async function confirmTraffic({ arm, plan, journal, signal }) {
	const { traffic } = await settleEndpoint(arm, plan.endpoint.name, signal);
	journal.learn({ traffic: positive(traffic) });
	if (sameTraffic(traffic, plan.traffic.after)) return;
	throw new ActionError({
		code: "traffic-changed",
		message: `the traffic of endpoint '${plan.endpoint.name}' was ${describeTraffic(plan.traffic.before)} when this run began and is now ${describeTraffic(traffic)}: somebody else changed it`,
		hint: "Nothing was overwritten. Find out who else deploys to this endpoint, then run again."
	});
}
const routingMs = 6e4;
async function verify(execution, endpoint, token) {
	const { arm, plan, log, signal } = execution;
	const name = plan.deployment.name;
	const [test] = plan.request.smoke.cases;
	if (!test) return;
	const route = routeTo(execution, endpoint, token);
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
		if (Date.now() > deadline) throw new ActionError({
			code: "verification-failed",
			message: `endpoint '${plan.endpoint.name}' shows all traffic on '${name}', but requests are still answered by '${answer.deployment}'`,
			hint: "Look at the endpoint in the studio."
		});
		await pause(1e3, signal);
	}
}
// src/execution/apply.ts
async function apply(execution) {
	const { plan, journal } = execution;
	const fresh = plan.deployment.action !== "keep";
	if (fresh) await deploy(execution);
	const { endpoint, token } = await journal.phase("smoke", () => openRoute(execution));
	await smoke(execution, endpoint, token);
	const moved = await shiftTraffic(execution, endpoint, token);
	execution.remember(void 0);
	const retired = await retire(execution);
	const settled = fresh || moved || retired || !plan.verified;
	if (settled) await markVerified(execution);
	journal.learn({ traffic: plan.traffic.after });
	return settled ? "deployed" : "unchanged";
}
async function markVerified({ arm, plan, log, signal }) {
	try {
		await tagEndpoint(arm, plan.endpoint.name, { [tag.verified]: plan.deployment.name }, signal);
	} catch (error) {
		log.debug(`could not tag the endpoint: ${error instanceof Error ? error.message : error}`);
	}
}
// src/journal.ts
const silenceMs = 2e4;
const talkative = new Set(["model", "deployment"]);
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
	note(text) {
		this.#log.info(text);
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
// src/model/model.ts
async function inspectModel(path, signal, watch = () => () => {}) {
	const content = await listContent(path, { ignoreFiles: [".amlignore"] });
	if (content.files.length === 0) throw new ActionError({
		code: "model-empty",
		message: `'model-path' is '${path}': the folder holds no files`,
		hint: "Check that the training step wrote the model there, and that .amlignore does not leave everything out."
	});
	if (content.bytes === 0) throw new ActionError({
		code: "model-empty",
		message: `'model-path' is '${path}': 0 bytes`,
		hint: "Check that the training step finished writing the model (and, for Git LFS, that the checkout has lfs: true)."
	});
	if (content.files.length > mostFiles) throw new ActionError({
		code: "model-unreadable",
		message: `'model-path' is '${path}': ${content.files.length} files, and Azure takes at most ${mostFiles} in one model`,
		hint: "Point 'model-path' at less (an .amlignore in the folder leaves files out), or pack the folder."
	});
	await refusePointers(content);
	const type = content.files.some((file) => content.kind === "folder" && file.path === "MLmodel") ? "mlflow_model" : "custom_model";
	const digested = await digest(content, signal, watch(content.bytes));
	return {
		kind: "local",
		content: digested,
		digest: digested.digest,
		mount: content.name,
		type
	};
}
const mostFiles = 1500;
async function refusePointers(content) {
	for (const { path, bytes, source } of content.files) {
		if (source.kind !== "disk" || bytes > 1024) continue;
		if (!(await readFile(source.path, "latin1")).startsWith("version https://git-lfs.github.com/spec/")) continue;
		throw new ActionError({
			code: "model-unreadable",
			message: `'${path}' is a Git LFS pointer, not the file itself`,
			hint: "Check the repository out with lfs: true (actions/checkout)."
		});
	}
}
const pickles = /\.(joblib|pkl|pickle|sav)(\.(z|gz|bz2|xz|lzma))?$/i;
function findPickle(facts) {
	if (facts.kind === "registered") return facts.mount;
	const model = facts.content;
	const candidates = model.files.filter((file) => pickles.test(file.path));
	const [only, ...more] = candidates.length > 0 ? candidates : model.files;
	if (only && more.length === 0) return only.path;
	const what = candidates.length > 0 ? `${candidates.length} files that could be it` : "no .joblib or .pkl file";
	throw new ActionError({
		code: "model-unreadable",
		message: `'model-path' is a folder with ${what}: ${model.files.slice(0, 5).map((file) => file.path).join(", ")}${model.files.length > 5 ? ", …" : ""}`,
		hint: "Point 'model-path' at the model file itself, or give an 'entry-script' that knows which to load."
	});
}
// src/plan/origin.ts
const limitTags = (tags) => Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, value.slice(0, 256)]));
const originTags = (origin) => limitTags({
	...origin.repository ? { [tag.repository]: origin.repository } : {},
	...origin.commit ? { [tag.commit]: origin.commit } : {},
	...origin.ref ? { [tag.ref]: origin.ref } : {},
	...origin.runUrl ? { [tag.run]: origin.runUrl } : {}
});
// src/plan/assets.ts
function planModel({ request, model, state, origin }) {
	const name = request.model.name;
	if (model.kind === "registered") return {
		action: "reuse",
		name,
		version: model.version,
		id: model.id
	};
	const { content } = model;
	const known = state.models.versions.find(({ tags, uri }) => tags[tag.modelDigest] === content.digest && uri.endsWith(`/${content.name}`));
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
			...request.model.framework ? { framework: request.model.framework } : {},
			...request.model.frameworkVersion ? { "framework-version": request.model.frameworkVersion } : {},
			...originTags(origin),
			[tag.createdBy]: createdBy,
			[tag.modelDigest]: content.digest
		}),
		properties: {}
	};
}
function registeredModel({ registered }) {
	if (!registered) throw new Error("the registered model was not read");
	const { id, version, uri, tags, type } = registered;
	return {
		kind: "registered",
		id,
		version,
		digest: tags[tag.modelDigest] ?? digestOf({ uri }),
		mount: uri.replace(/\/+$/, "").split("/").at(-1) ?? "",
		type: type === "mlflow_model" || type === "triton_model" ? type : "custom_model"
	};
}
function planCode({ service, state }) {
	const { code } = service;
	const name = code.digest;
	return {
		name,
		version: "1",
		id: assetId(state.workspace.id, "codes", name, "1"),
		upload: {
			content: code,
			path: `${uploadPrefix(code.digest)}/${code.name}`
		}
	};
}
function planEnvironment({ request, service, state }) {
	const { environment } = service;
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
	const version = digestOf({
		image,
		condaFile
	}).slice(0, 16);
	return {
		action: "register",
		name: environmentName,
		version,
		id: assetId(state.workspace.id, "environments", environmentName, version),
		image,
		...condaFile === void 0 ? {} : { condaFile }
	};
}
// src/plan/retirement.ts
function planRetirement(state, live, keep) {
	const had = (deployment) => shareOf(state.endpoint?.traffic ?? {}, deployment.name) > 0;
	const ours = (deployment) => deployment.tags[tag.createdBy] === createdBy;
	const settled = (deployment) => [
		"Succeeded",
		"Failed",
		"Canceled"
	].includes(deployment.provisioningState);
	const mirrored = (deployment) => shareOf(state.endpoint?.mirrorTraffic ?? {}, deployment.name) > 0;
	const candidates = state.deployments.filter((deployment) => deployment.name.toLowerCase() !== live.toLowerCase() && !mirrored(deployment) && settled(deployment) && (had(deployment) || ours(deployment)));
	const healthy = candidates.filter((deployment) => deployment.provisioningState === "Succeeded").sort((a, b) => Number(had(b)) - Number(had(a)));
	const kept = new Set(healthy.slice(0, keep).map((deployment) => deployment.name));
	return candidates.map((deployment) => deployment.name).filter((name) => !kept.has(name));
}
// src/plan/sizes.ts
const reservedGB = 2.3;
const retiring = /^standard(D|DS|Dv2|DSv2|Dv3|DSv3|B|BS|Av2|F|FS|FSv2|Ev3|ESv3|G|GS|LS|LSv2|NCADSA100v4)Family$/i;
const retired = /^standard(NCSv2|NCSv3|NC|NV|ND)Family$/i;
const usableMemory = (size) => Math.max(0, size.memoryGB - reservedGB);
const describe = (size) => {
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
	const candidates = serving.filter((size) => size.gpus === 0 && !retired.test(size.family)).sort(byOrder);
	const fits = (size) => size.vCPUs >= need.cpu && usableMemory(size) >= need.memory;
	const [best, ...others] = candidates.filter(fits);
	if (!best) {
		const largest = [...candidates].sort((a, b) => usableMemory(b) - usableMemory(a))[0];
		const most = largest ? `; the largest is ${describe(largest)}` : "";
		return {
			ok: false,
			failure: {
				code: "size-not-found",
				message: `no VM size of the region has ${need.cpu} vCPU and ${need.memory} GB for the container (${reservedGB} GB of each VM are the system's)${most}`,
				hint: "Ask for less 'cpu' or 'memory', or name an 'instance-type'."
			}
		};
	}
	const tooSmall = candidates.filter((size) => !fits(size) && size.vCPUs <= best.vCPUs && !retiring.test(size.family)).slice(-2).map((size) => size.vCPUs < need.cpu ? `${describe(size)}: fewer than ${need.cpu} vCPU` : `${describe(size)}: ${usableMemory(size).toFixed(1)} GB usable`);
	const runnersUp = others.slice(0, 3).map((size) => `${describe(size)}: ${whyNot(size, best)}`);
	return {
		ok: true,
		value: {
			size: best,
			reason: `${describe(best)} is the smallest with ${need.cpu} vCPU and ${need.memory} GB for the container (${usableMemory(best).toFixed(1)} GB usable)`,
			considered: [...tooSmall, ...runnersUp]
		}
	};
}
function whyNot(size, best) {
	if (retiring.test(size.family) && !retiring.test(best.family)) return "its family is being retired";
	if (size.vCPUs > best.vCPUs) return "more vCPUs than needed";
	if ((size.price?.amount ?? 0) > (best.price?.amount ?? 0)) return "costs more";
	if (!size.premiumDisks && best.premiumDisks) return "as good but for its slower disks";
	return size.memoryGB > best.memoryGB ? "more memory than needed" : "as good; the first by name is taken";
}
function takeUnseen({ instanceType, cpu, memory }) {
	if (instanceType === void 0) return {
		ok: false,
		failure: {
			code: "permission-denied",
			message: `the identity may not list the VM sizes of the region, so none can be chosen for ${cpu} vCPU and ${memory} GB`,
			hint: "Name an 'instance-type', such as Standard_D2as_v4, or grant the identity 'Reader' on the subscription (Microsoft.MachineLearningServices/locations/vmSizes/read and usages/read)."
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
			reason: `${describe(size)}, as 'instance-type' says${doubt}`,
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
// src/plan/plan.ts
function makePlan(findings) {
	const { request, state, service } = findings;
	refuseConflicts(request, state);
	const size = orThrow(chooseSize(state.sizes, request.compute));
	const environment = planEnvironment(findings);
	const code = planCode(findings);
	const digest = deploymentDigest(findings, size.size.name, environment.id);
	const deployment = planDeployment(request, state, digest);
	const endpoint = state.endpoint;
	if (deployment.action === "create") refuseShortage(request, state, size.size);
	const before = positive(endpoint?.traffic ?? {});
	return {
		request,
		location: state.workspace.location,
		model: planModel(findings),
		code: {
			...code,
			scoringScript: service.scoringScript
		},
		environment,
		endpoint: {
			action: endpoint && !isBroken(state) ? "keep" : "create",
			name: request.endpoint.name,
			authMode: endpoint?.authMode ?? request.endpoint.authMode ?? "Key",
			tags: {
				...endpoint?.tags,
				[tag.createdBy]: endpoint?.tags[tag.createdBy] ?? "azureml-deploy"
			}
		},
		size,
		deployment,
		traffic: {
			before,
			after: { [deployment.name]: 100 }
		},
		retire: planRetirement(state, deployment.name, request.rollout.keepPrevious),
		verified: endpoint?.tags[tag.verified] === deployment.name,
		tags: {
			[tag.createdBy]: createdBy,
			[tag.deploymentDigest]: digest,
			[tag.modelDigest]: findings.model.digest,
			...originTags(findings.origin)
		}
	};
}
const isBroken = (state) => state.endpoint?.provisioningState === "Failed" && state.deployments.length === 0;
function orThrow(chosen) {
	if (!chosen.ok) throw new ActionError(chosen.failure);
	return chosen.value;
}
function refuseShortage(request, { sizes, usages }, size) {
	if (!sizes || !usages) return;
	const shortage = quotaShortage(usages, sizes, size, coresNeeded(size, request.compute.instanceCount));
	if (shortage) throw new ActionError(shortage);
}
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
function deploymentDigest({ request, model, service }, instanceType, environmentId) {
	return digestOf({
		model: {
			name: request.model.name,
			digest: model.digest,
			mount: model.mount
		},
		code: {
			digest: service.code.digest,
			script: service.scoringScript,
			folder: service.code.name
		},
		environmentId,
		instanceType,
		instanceCount: request.compute.instanceCount,
		container: request.container,
		revision: request.rollout.revision
	});
}
function planDeployment(request, state, digest) {
	const name = request.rollout.deploymentName ?? deploymentName(digest);
	const existing = state.deployments.find((deployment) => deployment.name.toLowerCase() === name);
	if (!existing) return {
		action: "create",
		name,
		digest
	};
	const share = shareOf(state.endpoint?.traffic ?? {}, name);
	const serves = share > 0;
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
		case "Succeeded": return {
			action: "keep",
			name,
			digest
		};
		case "Creating":
		case "Updating":
		case "Scaling": return {
			action: "resume",
			name,
			digest
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
// src/templates.ts
const readTemplate = (name) => readFile(new URL(`./templates/${name}`, import.meta.url), "utf8");
// src/serving/conda.ts
function writeCondaFile({ python, packages, options = [] }) {
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
// src/serving/versions/sklearn.ts
const tools = {
	joblib: "1.6.0",
	threadpoolctl: "3.8.0"
};
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
				...tools
			}
		},
		{
			from: "1.8.0",
			newest: "1.8.0",
			python: "3.12",
			packages: {
				numpy: "2.4.6",
				scipy: "1.16.3",
				pandas: "3.1.1",
				...tools
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
				...tools
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
				...tools
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
				...tools
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
				...tools
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
				...tools
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
				...tools
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
				...tools
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
				...tools
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
				joblib: "1.5.3",
				threadpoolctl: "3.7.0"
			}
		}
	]
};
// src/serving/frameworks.ts
const scripts = {
	pickle: {
		script: "score_sklearn.py",
		modules: ["tabular.py", "wire.py"]
	},
	skops: {
		script: "score_sklearn.py",
		modules: ["tabular.py", "wire.py"],
		packages: { skops: "0.13.0" }
	}
};
const versions = { "scikit-learn": sklearnVersions };
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
function environmentOf(description, version, gpu) {
	const table = versions[description.framework];
	if (!table) return noTable(description.framework);
	const release = findRelease(table, version);
	if (!release) return unknownVersion(table, version);
	const { row } = release;
	const packages = {
		[(gpu ? row.gpuPackage : void 0) ?? row.package ?? table.package]: release.version,
		...row.packages
	};
	const notes = [...release.notes];
	const needed = {
		...scripts[description.format]?.packages,
		...description.packages
	};
	for (const [name, recorded] of Object.entries(needed)) {
		if (name === table.package || packages[name] !== void 0) continue;
		const found = companion(name, recorded);
		if (!found.ok) return found;
		for (const [other, pin] of Object.entries(found.packages)) packages[other] ??= pin;
		notes.push(...found.notes);
	}
	const index = gpu ? void 0 : table.cpuIndex;
	return {
		ok: true,
		packages: {
			python: row.python,
			packages,
			...index === void 0 ? {} : { options: [`--extra-index-url ${index}`] }
		},
		notes
	};
}
function companion(name, recorded) {
	const table = Object.values(versions).find((table) => table.package === name);
	if (!table) {
		if (recorded !== void 0) return {
			ok: true,
			packages: { [name]: recorded },
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
// src/serving/generate.ts
function generateService(served) {
	const { description, version, mounted, gpu } = served;
	const { needsCode } = description;
	const script = scripts[description.format];
	if (needsCode || !script) {
		const reason = needsCode?.reason ?? `there is no scoring script for ${description.format} files yet`;
		return {
			ok: false,
			message: `${description.holds} cannot be served without code: ${reason}`,
			hint: `Bring an 'entry-script', with a 'conda-file' or an 'environment'.${needsCode ? ` The least that would do:\n\n${needsCode.script}` : ""}`
		};
	}
	const environment = environmentOf(description, version, gpu);
	if (!environment.ok) return environment;
	return {
		ok: true,
		templates: {
			"score.py": script.script,
			...Object.fromEntries(script.modules.map((name) => [name, name]))
		},
		files: { "model.json": describeModel(description, mounted) },
		scoringScript: "score.py",
		condaFile: writeCondaFile(environment.packages),
		image: gpu ? condaGpuImage : condaBaseImage,
		notes: environment.notes
	};
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
async function prepareService(serving, model, signal) {
	return serving.kind === "code" ? ownCode(serving, signal) : generated(serving.frameworkVersion, model, signal);
}
async function ownCode(serving, signal) {
	const content = await listContent(serving.sourceDirectory, { ignoreFiles: [".amlignore", ".gitignore"] });
	if (!content.files.some((file) => file.path === serving.entryScript)) throw new ActionError({
		code: "invalid-input",
		message: `'entry-script' is '${serving.entryScript}', which the ignore file of '${serving.sourceDirectory}' leaves out`,
		hint: "Add an .amlignore beside it that does not exclude the script: it wins over .gitignore."
	});
	return {
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
async function generated(version, model, signal) {
	const served = generateService({
		description: guess(findPickle(model)),
		version,
		mounted: mountedAt(model),
		gpu: false
	});
	if (!served.ok) throw new ActionError({
		code: "framework-unsupported",
		message: served.message,
		hint: served.hint
	});
	const copied = await Promise.all(Object.entries(served.templates).map(async ([name, template]) => [name, await readTemplate(template)]));
	return {
		code: await digest(memoryFolder("serving", {
			...Object.fromEntries(copied),
			...served.files
		}), signal),
		scoringScript: served.scoringScript,
		environment: {
			kind: "new",
			image: served.image,
			condaFile: served.condaFile
		},
		notes: served.notes
	};
}
const guess = (path) => ({
	framework: "scikit-learn",
	format: "pickle",
	path,
	holds: path,
	input: { kind: "unknown" },
	output: { kind: "unknown" },
	packages: {}
});
const mountedAt = (model) => model.kind === "local" && model.content.kind === "folder" ? `${model.mount}/${findPickle(model)}` : model.mount;
// src/run.ts
async function run(world) {
	const { log } = world;
	const journal = new Journal(log);
	let undo;
	try {
		const request = await journal.phase("request", async () => readRequest(world, journal));
		const deadline = deadlineSignal(request.rollout.timeoutMs);
		const signal = AbortSignal.any([world.signal, deadline]);
		const arm = await journal.phase("sign-in", () => connect(request.where, request.who, world.askForToken, log, signal));
		const { model, state } = await journal.phase("facts", () => findFacts(request, arm, signal));
		journal.learn({
			modelDigest: model.digest,
			previousDeployment: leading(state.endpoint?.traffic ?? {}) ?? "",
			traffic: state.endpoint?.traffic ?? {},
			portalUrl: portalUrl(arm, request.endpoint.name),
			...state.endpoint?.scoringUri ? { scoringUri: state.endpoint.scoringUri } : {}
		});
		const plan = await journal.phase("plan", async () => {
			const service = await prepareService(request.serving, model, signal);
			const made = makePlan({
				request,
				model,
				service,
				state,
				origin: world.origin
			});
			announce(made, service.notes, journal, log);
			return made;
		});
		let unsettled;
		const remember = (value) => {
			unsettled = value;
			world.remember(value);
		};
		undo = async () => {
			if (!unsettled) return void 0;
			const hurry = world.signal.aborted;
			const { traffic } = await recover(arm, unsettled, log, AbortSignal.timeout(hurry ? 6e3 : 6e5), hurry);
			if (traffic !== "not-restored" && !hurry) remember(void 0);
			if (traffic === "restored") journal.learn({ traffic: unsettled?.before ?? plan.traffic.before });
			return traffic === "none" ? void 0 : traffic === "restored" ? "rolled-back" : "rollback-failed";
		};
		return journal.finish(await apply({
			arm,
			plan,
			state,
			journal,
			log,
			signal,
			remember
		}));
	} catch (thrown) {
		const cancelled = world.signal.aborted;
		const error = cancelled ? asActionError(world.signal.reason) : thrown;
		for (let cause = error; cause instanceof Error; cause = cause.cause) log.debug(cause.stack ?? "");
		const undone = await undo?.();
		return journal.fail(error, cancelled ? "cancelled" : undone);
	}
}
async function findFacts(request, arm, signal) {
	const { source } = request.model;
	if (source.kind === "registered") {
		const state = await look(arm, request, signal);
		return {
			model: registeredModel(state),
			state
		};
	}
	const [model, state] = await together(signal, [async (signal) => {
		let progress;
		try {
			return await inspectModel(source.path, signal, (total) => {
				progress = startProgress(arm.log, "reading the model", total);
				return progress.add;
			});
		} finally {
			progress?.stop();
		}
	}, (signal) => look(arm, request, signal)]);
	return {
		model,
		state
	};
}
function readRequest({ inputs, files, log }, journal) {
	const named = (name) => inputs[name]?.trim() ?? "";
	journal.learn({
		serviceName: named("service-name"),
		framework: named("framework"),
		frameworkVersion: named("framework-version")
	});
	for (const secret of ["client-secret", "credentials"]) if (inputs[secret]) log.hide(inputs[secret]);
	const parsed = parseRequest(inputs, files);
	if (!parsed.ok) throw invalid(parsed.problems);
	const { request, notes } = parsed;
	if (request.who.kind === "secret") log.hide(request.who.clientSecret);
	for (const note of notes) journal.note(note);
	journal.learn({
		serviceName: request.endpoint.name,
		modelName: request.model.name,
		...request.model.framework ? { framework: request.model.framework } : {},
		...request.model.frameworkVersion ? { frameworkVersion: request.model.frameworkVersion } : {},
		instanceCount: request.compute.instanceCount
	});
	log.info(`deploying ${inputs["model-path"] || request.model.name} as ${request.endpoint.name} to workspace ${request.where.workspace}`);
	return request;
}
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
const leading = (traffic) => Object.entries(traffic).filter(([, share]) => share > 0).sort(([, a], [, b]) => b - a)[0]?.[0];
function portalUrl({ hosts, workspaceId }, endpoint) {
	return `${hosts.studio}/endpoints/realtime/${endpoint}/detail?wsid=${workspaceId}`;
}
function announce(plan, notes, journal, log) {
	for (const note of notes) journal.note(note);
	const { size, deployment, model, endpoint, traffic } = plan;
	log.info(`model: ${model.action === "reuse" ? `registered as ${model.name}:${model.version}` : `new, will be ${model.name}:${model.version}`}`);
	log.info(`size: ${size.reason}`);
	for (const other of size.considered) log.info(`size: considered ${other}`);
	log.info(`endpoint: ${endpoint.action === "create" ? "will be created" : `exists, traffic ${describeTraffic(traffic.before)}`}`);
	const what = {
		create: "will be created",
		replace: "will be made anew: what is there failed or has other content",
		resume: "is being made by an earlier run",
		keep: "exists with exactly this content"
	}[deployment.action];
	log.info(`deployment: ${deployment.name} ${what}`);
	journal.learn({
		deploymentName: deployment.name,
		instanceType: size.size.name,
		sizeReason: size.reason,
		...model.action === "reuse" ? {
			modelVersion: model.version,
			modelId: model.id
		} : {}
	});
}
// src/index.ts
const alive = setInterval(() => {}, 6e4);
const result = await run({
	inputs: readInputs(process.env),
	files: checkout,
	origin: readOrigin(process.env),
	log: makeLog(performance.now()),
	signal: cancellation(),
	askForToken,
	remember: rememberUnsettled
}).catch((thrown) => ({
	status: "failed",
	error: asActionError(thrown).failure,
	timeline: [],
	totalMs: performance.now()
}));
await report$1(result);
clearInterval(alive);
export {};
