import { an as objection, jn as reasonOf, kn as ActionError, rn as attestedBy, tn as isObject, ut as printable } from "./shared.js";
import { a as require_dist$1, i as require_dist, n as require_error, r as require_dist$2, t as require_dist$3 } from "./sigstore.js";
import { X509Certificate } from "node:crypto";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
// src/attestation/snappy.ts
const largest = 16 << 20;
function unsnap(packed) {
	let at = 0;
	const byte = () => {
		const value = packed[at++];
		if (value === void 0) throw new Error("ends in the middle");
		return value;
	};
	const number = (bytes) => {
		let value = 0;
		for (let n = 0; n < bytes; n++) value += byte() * 2 ** (8 * n);
		return value;
	};
	const length = readLength(byte);
	if (length > largest) throw new Error(`is ${length} bytes unpacked`);
	const output = new Uint8Array(length);
	let filled = 0;
	const room = (bytes) => {
		if (filled + bytes > length) throw new Error("is longer than it says");
	};
	const copy = (offset, bytes) => {
		room(bytes);
		if (offset === 0 || offset > filled) throw new Error("refers to what is before its beginning");
		for (let n = 0; n < bytes; n++, filled++) output[filled] = output[filled - offset] ?? 0;
	};
	while (at < packed.length) {
		const tag = byte();
		const upper = tag >> 2;
		switch (tag & 3) {
			case 0: {
				const bytes = 1 + (upper < 60 ? upper : number(upper - 59));
				room(bytes);
				if (at + bytes > packed.length) throw new Error("ends in the middle");
				output.set(packed.subarray(at, at + bytes), filled);
				at += bytes;
				filled += bytes;
				break;
			}
			case 1:
				copy(tag >> 5 << 8 | byte(), 4 + (upper & 7));
				break;
			case 2:
				copy(number(2), 1 + upper);
				break;
			case 3: copy(number(4), 1 + upper);
		}
	}
	if (filled < length) throw new Error("is shorter than it says");
	return output;
}
function readLength(byte) {
	let length = 0;
	for (let shift = 0; shift <= 28; shift += 7) {
		const next = byte();
		length += (next & 127) * 2 ** shift;
		if (next < 128) return length;
	}
	throw new Error("has no length");
}
// src/attestation/bundle.ts
var import_dist$1 = require_dist();
var import_dist$2 = require_dist$1();
var import_dist$3 = require_dist$2();
function readTrustedRoot(json) {
	const root = import_dist$2.TrustedRoot.fromJSON(json);
	if (root.certificateAuthorities.length === 0) throw new Error("names no certificate authority");
	return root;
}
var Unproven = class extends Error {};
function issuingOrganisation(json) {
	const { content } = parse(json).verificationMaterial;
	const certificate = content.$case === "certificate" ? content.certificate : content.$case === "x509CertificateChain" ? content.x509CertificateChain.certificates[0] : void 0;
	if (!certificate) throw new Unproven("is signed with a key, and not by a workflow");
	try {
		const { issuer } = new X509Certificate(certificate.rawBytes);
		return /^O=(.*)$/m.exec(issuer)?.[1]?.replaceAll("\\", "");
	} catch (error) {
		throw new Unproven(`has a damaged certificate: ${reasonOf(error)}`);
	}
}
function verifyBundle(json, roots) {
	const bundle = parse(json);
	if (!(0, import_dist$1.isBundleWithDsseEnvelope)(bundle)) throw new Unproven("is the signature of a file, and says nothing of it");
	const logged = issuingOrganisation(json) !== githubsOwn;
	let why = "no trusted root was given";
	for (const root of roots) try {
		return {
			...identityOf(verifierBy(root, logged).verify((0, import_dist$3.toSignedEntity)(bundle))),
			...statementOf(bundle)
		};
	} catch (error) {
		if (error instanceof Unproven) throw error;
		why = explain(error);
	}
	throw new Unproven(why);
}
function parse(json) {
	try {
		return (0, import_dist$1.bundleFromJSON)(json);
	} catch (error) {
		throw new Unproven(`is no Sigstore bundle: ${reasonOf(error).split("\n")[0]}`);
	}
}
const githubsOwn = "GitHub, Inc.";
const verifierBy = (root, logged) => new import_dist$3.Verifier((0, import_dist$3.toTrustMaterial)(root), {
	tlogThreshold: logged && root.tlogs.length > 0 ? 1 : 0,
	ctlogThreshold: logged && root.ctlogs.length > 0 ? 1 : 0,
	timestampThreshold: 1
});
const meanings = {
	SIGNATURE_ERROR: "has a signature that does not match what it says",
	CERTIFICATE_ERROR: "has a certificate that does not count",
	PUBLIC_KEY_ERROR: "is signed with a key, and not by a workflow",
	TIMESTAMP_ERROR: "does not prove when it was signed"
};
function explain(error) {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	const means = meanings[code] ?? (code.startsWith("TLOG") ? "is not what the transparency log has" : "cannot be verified");
	const causes = [];
	for (let cause = error; cause instanceof Error; cause = cause.cause) causes.push(cause.message);
	return `${means} (${causes.join(": ")})`;
}
const extension = {
	sourceRepository: "1.3.6.1.4.1.57264.1.12",
	sourceCommit: "1.3.6.1.4.1.57264.1.13",
	run: "1.3.6.1.4.1.57264.1.21"
};
function identityOf({ identity }) {
	const text = (oid) => {
		const found = identity?.oids?.find(({ oid: own }) => own?.id.join(".") === oid);
		return found ? textIn(found.value) : "";
	};
	return {
		issuer: identity?.extensions?.issuer ?? "",
		signer: identity?.subjectAlternativeName ?? "",
		repository: text(extension.sourceRepository),
		commit: text(extension.sourceCommit),
		run: text(extension.run)
	};
}
function textIn(der) {
	const [tag, first = 0] = der;
	const header = first < 128 ? 2 : 2 + (first & 127);
	return tag === 12 ? Buffer.from(der.subarray(header)).toString() : "";
}
function statementOf({ content }) {
	if (content.$case !== "dsseEnvelope") throw new Unproven("says nothing");
	const { payloadType, payload } = content.dsseEnvelope;
	if (payloadType !== "application/vnd.in-toto+json") throw new Unproven(`is of type '${payloadType}', and not an in-toto statement`);
	const statement = parseJson(Buffer.from(payload).toString());
	const type = isObject(statement) ? statement["_type"] : void 0;
	if (!isObject(statement) || !/^https:\/\/in-toto\.io\/Statement\/v(0\.1|1)$/.test(String(type))) throw new Unproven("holds no in-toto statement");
	const { subject, predicateType } = statement;
	const subjects = (Array.isArray(subject) ? subject : []).flatMap((one) => {
		const digest = isObject(one) && isObject(one["digest"]) ? one["digest"]["sha256"] : void 0;
		return typeof digest === "string" ? [digest.toLowerCase()] : [];
	});
	return {
		predicateType: String(predicateType),
		subjects: new Set(subjects)
	};
}
function parseJson(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
// src/attestation/repository.ts
var import_dist = require_dist$3();
var import_error = require_error();
const target = "trusted_root.json";
async function fetchTrustedRoot({ url, root }, { download, scratch, signal }) {
	const folder = await mkdtemp(join(scratch, "tuf-"));
	const targets = join(folder, "targets");
	await mkdir(targets);
	await writeFile(join(folder, "root.json"), JSON.stringify(root));
	let unanswered;
	try {
		const updater = new import_dist.Updater({
			metadataDir: folder,
			metadataBaseUrl: url,
			targetDir: targets,
			targetBaseUrl: `${url}/targets`,
			fetcher: fetcherBy(download, folder, signal, (error) => {
				unanswered = error;
			})
		});
		const info = await updater.getTargetInfo(target);
		if (!info) throw new Error(`it has no ${target}`);
		return JSON.parse(await readFile(await updater.downloadTarget(info), "utf8"));
	} catch (cause) {
		if (signal.aborted) throw signal.reason;
		throw unanswered === void 0 ? forged(url, cause) : unreachable(url, unanswered);
	}
}
const unreachable = (url, cause) => new ActionError({
	code: "network",
	message: `the trusted root that attestations are verified by could not be fetched from ${url}: ${reasonOf(cause)}`,
	hint: "Let the runner reach that host, or commit what 'gh attestation trusted-root' prints and name the file in 'verify-attestation' as 'trusted-root'. Nothing was deployed.",
	cause
});
const forged = (url, cause) => new ActionError({
	code: "attestation-invalid",
	message: `${url} offers no trusted root that is signed as it must be: ${reasonOf(cause)}`,
	hint: "Something between the runner and that host, or its mirror, answers in its place, or the clock of the runner is wrong. Nothing was deployed.",
	cause
});
function fetcherBy(download, folder, signal, fails) {
	const downloadBytes = async (url, most) => {
		const { status, body } = await download(url, signal).catch((error) => {
			fails(error);
			throw error;
		});
		if (status !== 200) {
			const error = new import_error.DownloadHTTPError(`HTTP ${status} for ${url}`, status);
			if (status !== 404 && status !== 403) fails(error);
			throw error;
		}
		if (body.byteLength > most) throw new import_error.DownloadLengthMismatchError(`${url} is too long`);
		return Buffer.from(body);
	};
	return {
		downloadBytes,
		async downloadFile(url, most, handle) {
			const file = join(folder, "download");
			await writeFile(file, await downloadBytes(url, most));
			return handle(file);
		}
	};
}
// src/attestation/roots/github.json
var github_default = {
	signatures: [
		{
			"keyid": "4f4d1dd75f2d7f3860e3a068d7bed90dec5f0faafcbe1ace7fb7d95d29e07228",
			"sig": ""
		},
		{
			"keyid": "eb8eff37f93af2faaba519f341decec3cecd3eeafcace32966db9723842c8a62",
			"sig": ""
		},
		{
			"keyid": "539dde44014c850fe6eeb8b299eb7dae2e1f4bf83454b949e98aa73542cdc65a",
			"sig": ""
		},
		{
			"keyid": "a10513a5ab61acd0c6b6fbe0504856ead18f3b17c4fabbe3fa848c79a5a187cf",
			"sig": "3046022100ca341d3ba2ef7657d69c2825729959681f55aec497b612e81a547e2abb616b49022100cd605b412a3d991f92e0818e07e60383bbd23904723eec221d6e39fdfeae3104"
		},
		{
			"keyid": "5e01c9a0b2641a8965a4a74e7df0bc7b2d8278a2c3ca0cf7a3f2f783d3c69800",
			"sig": "3046022100d0f70effe60d6a18319e2890088cd01d45c654ee6d2ce1d5c3cdcf2dc7f637570221008f947a2d7334d948f1c4794b0a465f1dfb99a578dd8d1f4563cee0581f457db2"
		},
		{
			"keyid": "54809115b40137aac01af4b7ac2408c77ea0d58fa4dad48fc3196497d2a26f44",
			"sig": "304502201ae931db1c48020fb37af54d446ac856306f619dfc3f93ddcff70d2880e443dc022100992b70451aa74805adef24e85ec352e598812267f623979bd4ce719b66b62d22"
		},
		{
			"keyid": "88737ccdac7b49cc237e9aaead81be2a40278b886a693d8149a19cf543f093d3",
			"sig": "3045022023bba8e14c177609f43873aa0087ef983ddd2bad9a0a832c0cf279e1be8798f2022100facfaecc1d7ee793042eaaa6970fb9ca700c3bdbf4ee43ed0f8d0fc3aef96563"
		},
		{
			"keyid": "d6a89e23fb22801a0d1186bf1bdd007e228f65a8aa9964d24d06cb5fbb0ce91c",
			"sig": "3046022100d2f6cceb05d135ce6a6ce7fe1dc76c24508154ad71c433028e64ca95ba716ffb022100f0592d60eb67508dd5f9cc593a4cca33bbaf94882c3d74a560fda845a456c6cc"
		},
		{
			"keyid": "8b498a80a1b7af188c10c9abdf6aade81d14faaffcde2abcd6063baa673ebd12",
			"sig": "30450221009af2f0c534ed92de909a3b727f7101319c18e10623de8f48a0eba980d3d54d830220095842b16c58567c71f9dfa0b54e79daca1b2fecf3cb2ea4ee6d8393bdf93294"
		}
	],
	signed: {
		"_type": "root",
		"consistent_snapshot": true,
		"expires": "2025-04-11T14:36:57Z",
		"keys": {
			"4f4d1dd75f2d7f3860e3a068d7bed90dec5f0faafcbe1ace7fb7d95d29e07228": {
				"keytype": "ecdsa",
				"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENki7aZVips5SgRzCd/Om0CGzQKY/\nnv84giqVDmdwb2ys82Z6soFLasvYYEEQcwqaC170n9gr93wHUgPc796uJA==\n-----END PUBLIC KEY-----\n" },
				"scheme": "ecdsa-sha2-nistp256",
				"x-tuf-on-ci-keyowner": "@ashtom"
			},
			"539dde44014c850fe6eeb8b299eb7dae2e1f4bf83454b949e98aa73542cdc65a": {
				"keytype": "ecdsa",
				"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAElD0o2sOZN9n3RKQ7PtMLAoXj+2Ai\nn4PKT/pfnzDlNLrD3VTQwCc4sR4t+OLu4KQ+qk+kXkR9YuBsu3bdJZ1OWw==\n-----END PUBLIC KEY-----\n" },
				"scheme": "ecdsa-sha2-nistp256",
				"x-tuf-on-ci-keyowner": "@nerdneha"
			},
			"54809115b40137aac01af4b7ac2408c77ea0d58fa4dad48fc3196497d2a26f44": {
				"keytype": "ecdsa",
				"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEimKcdST+ORD+g0aGEFDOVZDAaIYg\nIgesNKiIe2L7MUsYx5UHhzQ08quvew13eYSCNJnfwooFZu7cdTu8AwqFjQ==\n-----END PUBLIC KEY-----\n" },
				"scheme": "ecdsa-sha2-nistp256",
				"x-tuf-on-ci-keyowner": "@alexiswales"
			},
			"88737ccdac7b49cc237e9aaead81be2a40278b886a693d8149a19cf543f093d3": {
				"keytype": "ecdsa",
				"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEBagkskNOpOTbetTX5CdnvMy+LiWn\nonRrNrqAHL4WgiebH7Uig7GLhC3bkeA/qgb926/vr9qhOPG9Buj2HatrPw==\n-----END PUBLIC KEY-----\n" },
				"scheme": "ecdsa-sha2-nistp256",
				"x-tuf-on-ci-keyowner": "@gregose"
			},
			"8b498a80a1b7af188c10c9abdf6aade81d14faaffcde2abcd6063baa673ebd12": {
				"keytype": "ecdsa",
				"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE7IEoVNwrprchXGhT5sAhSax7SOd3\n8duuISghCzfmHdKJWSbV2wJRamRiUVRtmA83K/qm5cT20WXMCT5QeM/D3A==\n-----END PUBLIC KEY-----\n" },
				"scheme": "ecdsa-sha2-nistp256",
				"x-tuf-on-ci-keyowner": "@trevrosen"
			},
			"a10513a5ab61acd0c6b6fbe0504856ead18f3b17c4fabbe3fa848c79a5a187cf": {
				"keytype": "ecdsa",
				"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEC2wJ3xscyXxBLybJ9FVjwkyQMe53\nRHUz77AjMO8MzVaT8xw6ZvJqdNZiytYtigWULlINxw6frNsWJKb/f7lC8A==\n-----END PUBLIC KEY-----\n" },
				"scheme": "ecdsa-sha2-nistp256",
				"x-tuf-on-ci-keyowner": "@kommendorkapten"
			},
			"d6a89e23fb22801a0d1186bf1bdd007e228f65a8aa9964d24d06cb5fbb0ce91c": {
				"keytype": "ecdsa",
				"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEDdORwcruW3gqAgaLjH/nNdGMB4kQ\nAvA+wD6DyO4P/wR8ee2ce83NZHq1ZADKhve0rlYKaKy3CqyQ5SmlZ36Zhw==\n-----END PUBLIC KEY-----\n" },
				"scheme": "ecdsa-sha2-nistp256",
				"x-tuf-on-ci-keyowner": "@krukow"
			},
			"eb8eff37f93af2faaba519f341decec3cecd3eeafcace32966db9723842c8a62": {
				"keytype": "ecdsa",
				"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENynVdQnM9h7xU71G7PiJpQaDemub\nkbjsjYwLlPJTQVuxQO8WeIpJf8MEh5rf01t2dDIuCsZ5gRx+QvDv0UzfsA==\n-----END PUBLIC KEY-----\n" },
				"scheme": "ecdsa-sha2-nistp256",
				"x-tuf-on-ci-keyowner": "@mph4"
			},
			"eb9799b483affac9da87ef4c9ea467928415c961349e607e5e6e485679b07f8f": {
				"keytype": "ecdsa",
				"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENKNcNcX+d73lS1TRFb9Vnp8JvOoh\nzYQ+in43iGenbG8RGo9L/6FJ2hoRbVU6xskvyuErcdPbCdI4GxrQ5i8hkw==\n-----END PUBLIC KEY-----\n" },
				"scheme": "ecdsa-sha2-nistp256",
				"x-tuf-on-ci-online-uri": "azurekms://production-tuf-root.vault.azure.net/keys/Online-Key/aaf375fd8ed24acb949a5cc173700b05"
			}
		},
		"roles": {
			"root": {
				"keyids": [
					"a10513a5ab61acd0c6b6fbe0504856ead18f3b17c4fabbe3fa848c79a5a187cf",
					"4f4d1dd75f2d7f3860e3a068d7bed90dec5f0faafcbe1ace7fb7d95d29e07228",
					"88737ccdac7b49cc237e9aaead81be2a40278b886a693d8149a19cf543f093d3",
					"d6a89e23fb22801a0d1186bf1bdd007e228f65a8aa9964d24d06cb5fbb0ce91c",
					"eb8eff37f93af2faaba519f341decec3cecd3eeafcace32966db9723842c8a62",
					"8b498a80a1b7af188c10c9abdf6aade81d14faaffcde2abcd6063baa673ebd12",
					"539dde44014c850fe6eeb8b299eb7dae2e1f4bf83454b949e98aa73542cdc65a",
					"54809115b40137aac01af4b7ac2408c77ea0d58fa4dad48fc3196497d2a26f44"
				],
				"threshold": 3
			},
			"snapshot": {
				"keyids": ["eb9799b483affac9da87ef4c9ea467928415c961349e607e5e6e485679b07f8f"],
				"threshold": 1,
				"x-tuf-on-ci-expiry-period": 21,
				"x-tuf-on-ci-signing-period": 7
			},
			"targets": {
				"keyids": [
					"a10513a5ab61acd0c6b6fbe0504856ead18f3b17c4fabbe3fa848c79a5a187cf",
					"4f4d1dd75f2d7f3860e3a068d7bed90dec5f0faafcbe1ace7fb7d95d29e07228",
					"88737ccdac7b49cc237e9aaead81be2a40278b886a693d8149a19cf543f093d3",
					"d6a89e23fb22801a0d1186bf1bdd007e228f65a8aa9964d24d06cb5fbb0ce91c",
					"eb8eff37f93af2faaba519f341decec3cecd3eeafcace32966db9723842c8a62",
					"8b498a80a1b7af188c10c9abdf6aade81d14faaffcde2abcd6063baa673ebd12",
					"539dde44014c850fe6eeb8b299eb7dae2e1f4bf83454b949e98aa73542cdc65a",
					"54809115b40137aac01af4b7ac2408c77ea0d58fa4dad48fc3196497d2a26f44"
				],
				"threshold": 3
			},
			"timestamp": {
				"keyids": ["eb9799b483affac9da87ef4c9ea467928415c961349e607e5e6e485679b07f8f"],
				"threshold": 1,
				"x-tuf-on-ci-expiry-period": 7,
				"x-tuf-on-ci-signing-period": 6
			}
		},
		"spec_version": "1.0.31",
		"version": 3,
		"x-tuf-on-ci-expiry-period": 240,
		"x-tuf-on-ci-signing-period": 60
	}
};
// src/attestation/trust.ts
const repositories = {
	"sigstore.dev": {
		url: "https://tuf-repo-cdn.sigstore.dev",
		root: {
			signatures: [
				{
					"keyid": "e71a54d543835ba86adad9460379c7641fb8726d164ea766801a1c522aba7ea2",
					"sig": "3045022065c68f28ebe44d0a4e047a6e287f9669c8e3b31e08536396c67a1483326be8c6022100e7524a889e40de0df84231dd40e1fcc57fbbbf62055c17076568307dbc509046"
				},
				{
					"keyid": "22f4caec6d8e6f9555af66b3d4c3cb06a3bb23fdc7e39c916c61f462e6f52b06",
					"sig": "304502206fedc4a382a0c5155e812c9b7461fe388ef704fef9e093c5c236e20abbf8e6620221008bbec36b63bf9baebc03a83c770cf9387efc90907eb83070b7a875129512d687"
				},
				{
					"keyid": "61643838125b440b40db6942f5cb5a31c0dc04368316eb2aaa58b95904a58222",
					"sig": "30450220468f4219db51c7e815e1e3d33d9987878aa12aeaf331604d5180dd60b19dfb350221009f778ef5e96647c08bd23d63f69c0cce6fc353d747b9d51f35dc0f8678de9fef"
				},
				{
					"keyid": "a687e5bf4fab82b0ee58d46e05c9535145a2c9afb458f43d42b45ca0fdce2a70",
					"sig": "3045022029e2518a7bcac05ec0b227809ce0c969406743412f90dc5255401afb13363f4602210087a64182249e41dd11de91c9f385a33659bd60147a93d13c86b7a64e447f9826"
				},
				{
					"keyid": "183e64f37670dc13ca0d28995a3053f3740954ddce44321a41e46534cf44e632",
					"sig": "30450221008051c456ed2bf48aa5fc5742928ab0904266c1d6bdde5fc75ae20f12d098a95502203cc683bd86793808e6c9f89e2ca93f80b00c6ea64880ac4e37db69e2e86b24e3"
				}
			],
			signed: {
				"_type": "root",
				"consistent_snapshot": true,
				"expires": "2027-04-22T19:27:31Z",
				"keys": {
					"0c87432c3bf09fd99189fdc32fa5eaedf4e4a5fac7bab73fa04a2e0fc64af6f5": {
						"keyid_hash_algorithms": ["sha256", "sha512"],
						"keytype": "ecdsa",
						"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEWRiGr5+j+3J5SsH+Ztr5nE2H2wO7\nBV+nO3s93gLca18qTOzHY1oWyAGDykMSsGTUBSt9D+An0KfKsD2mfSM42Q==\n-----END PUBLIC KEY-----\n" },
						"scheme": "ecdsa-sha2-nistp256",
						"x-tuf-on-ci-online-uri": "gcpkms:projects/sigstore-root-signing/locations/global/keyRings/root/cryptoKeys/timestamp/cryptoKeyVersions/1"
					},
					"183e64f37670dc13ca0d28995a3053f3740954ddce44321a41e46534cf44e632": {
						"keytype": "ecdsa",
						"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEMxpPOJCIZ5otG4106fGJseEQi3V9\npkMYQ4uyV9Tj1M7WHXIyLG+jkfvuG0glQ1JZbRZZBV3gAR4sojdGHISeow==\n-----END PUBLIC KEY-----\n" },
						"scheme": "ecdsa-sha2-nistp256",
						"x-tuf-on-ci-keyowner": "@lance"
					},
					"22f4caec6d8e6f9555af66b3d4c3cb06a3bb23fdc7e39c916c61f462e6f52b06": {
						"keyid_hash_algorithms": ["sha256", "sha512"],
						"keytype": "ecdsa",
						"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEzBzVOmHCPojMVLSI364WiiV8NPrD\n6IgRxVliskz/v+y3JER5mcVGcONliDcWMC5J2lfHmjPNPhb4H7xm8LzfSA==\n-----END PUBLIC KEY-----\n" },
						"scheme": "ecdsa-sha2-nistp256",
						"x-tuf-on-ci-keyowner": "@santiagotorres"
					},
					"61643838125b440b40db6942f5cb5a31c0dc04368316eb2aaa58b95904a58222": {
						"keyid_hash_algorithms": ["sha256", "sha512"],
						"keytype": "ecdsa",
						"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEinikSsAQmYkNeH5eYq/CnIzLaacO\nxlSaawQDOwqKy/tCqxq5xxPSJc21K4WIhs9GyOkKfzueY3GILzcMJZ4cWw==\n-----END PUBLIC KEY-----\n" },
						"scheme": "ecdsa-sha2-nistp256",
						"x-tuf-on-ci-keyowner": "@bobcallaway"
					},
					"a687e5bf4fab82b0ee58d46e05c9535145a2c9afb458f43d42b45ca0fdce2a70": {
						"keyid_hash_algorithms": ["sha256", "sha512"],
						"keytype": "ecdsa",
						"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0ghrh92Lw1Yr3idGV5WqCtMDB8Cx\n+D8hdC4w2ZLNIplVRoVGLskYa3gheMyOjiJ8kPi15aQ2//7P+oj7UvJPGw==\n-----END PUBLIC KEY-----\n" },
						"scheme": "ecdsa-sha2-nistp256",
						"x-tuf-on-ci-keyowner": "@joshuagl"
					},
					"e71a54d543835ba86adad9460379c7641fb8726d164ea766801a1c522aba7ea2": {
						"keyid_hash_algorithms": ["sha256", "sha512"],
						"keytype": "ecdsa",
						"keyval": { "public": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEXsz3SZXFb8jMV42j6pJlyjbjR8K\nN3Bwocexq6LMIb5qsWKOQvLN16NUefLc4HswOoumRsVVaajSpQS6fobkRw==\n-----END PUBLIC KEY-----\n" },
						"scheme": "ecdsa-sha2-nistp256",
						"x-tuf-on-ci-keyowner": "@mnm678"
					}
				},
				"roles": {
					"root": {
						"keyids": [
							"e71a54d543835ba86adad9460379c7641fb8726d164ea766801a1c522aba7ea2",
							"22f4caec6d8e6f9555af66b3d4c3cb06a3bb23fdc7e39c916c61f462e6f52b06",
							"61643838125b440b40db6942f5cb5a31c0dc04368316eb2aaa58b95904a58222",
							"a687e5bf4fab82b0ee58d46e05c9535145a2c9afb458f43d42b45ca0fdce2a70",
							"183e64f37670dc13ca0d28995a3053f3740954ddce44321a41e46534cf44e632"
						],
						"threshold": 3
					},
					"snapshot": {
						"keyids": ["0c87432c3bf09fd99189fdc32fa5eaedf4e4a5fac7bab73fa04a2e0fc64af6f5"],
						"threshold": 1,
						"x-tuf-on-ci-expiry-period": 3650,
						"x-tuf-on-ci-signing-period": 365
					},
					"targets": {
						"keyids": [
							"e71a54d543835ba86adad9460379c7641fb8726d164ea766801a1c522aba7ea2",
							"22f4caec6d8e6f9555af66b3d4c3cb06a3bb23fdc7e39c916c61f462e6f52b06",
							"61643838125b440b40db6942f5cb5a31c0dc04368316eb2aaa58b95904a58222",
							"a687e5bf4fab82b0ee58d46e05c9535145a2c9afb458f43d42b45ca0fdce2a70",
							"183e64f37670dc13ca0d28995a3053f3740954ddce44321a41e46534cf44e632"
						],
						"threshold": 3
					},
					"timestamp": {
						"keyids": ["0c87432c3bf09fd99189fdc32fa5eaedf4e4a5fac7bab73fa04a2e0fc64af6f5"],
						"threshold": 1,
						"x-tuf-on-ci-expiry-period": 7,
						"x-tuf-on-ci-signing-period": 6
					}
				},
				"spec_version": "1.0",
				"version": 16,
				"x-tuf-on-ci-expiry-period": 197,
				"x-tuf-on-ci-signing-period": 46
			}
		}
	},
	[githubsOwn]: {
		url: "https://tuf-repo.github.com",
		root: github_default
	}
};
function fetchedTrust(means) {
	const fetched = new Map();
	return async (bundle) => {
		const organisation = issuingOrganisation(bundle) ?? "nobody";
		const repository = repositories[organisation];
		if (!repository) throw new Unproven(`has a certificate of '${organisation}', and not of the Sigstore that GitHub uses: give its 'trusted-root' if you trust it`);
		const roots = fetched.get(organisation) ?? fetchTrustedRoot(repository, means).then((json) => [readTrustedRoot(json)]);
		fetched.set(organisation, roots);
		return roots;
	};
}
function givenTrust({ path, text }) {
	const roots = jsonValues(text, path, "trusted-root").map((json) => {
		try {
			return readTrustedRoot(json);
		} catch (cause) {
			throw unreadable(path, "trusted-root", reasonOf(cause));
		}
	});
	return async () => roots;
}
function jsonValues(text, path, what) {
	try {
		return [JSON.parse(text)];
	} catch {
		try {
			const lines = text.split("\n").filter((line) => line.trim() !== "");
			if (lines.length > 0) return lines.map((line) => JSON.parse(line));
		} catch (cause) {
			throw unreadable(path, what, reasonOf(cause));
		}
		throw unreadable(path, what, "it is empty");
	}
}
const unreadable = (path, what, why) => new ActionError({
	code: "invalid-input",
	message: `'${what}' of 'verify-attestation' is '${path}', which cannot be read: ${why}`,
	hint: what === "bundle" ? "Name a file that actions/attest wrote (its output 'bundle-path') or that 'gh attestation download' did." : "Name a file that 'gh attestation trusted-root' wrote.",
	place: { file: path }
});
// src/attestation/source.ts
function givenBundles({ path, text }) {
	const bundles = jsonValues(text, path, "bundle");
	return async () => bundles;
}
const mostPages = 10;
function githubBundles({ api, token }, repository, download, signal) {
	const headers = {
		accept: "application/vnd.github+json",
		authorization: `Bearer ${token}`,
		"x-github-api-version": "2022-11-28"
	};
	const get = async (url, more) => {
		try {
			return await download(url, signal, more);
		} catch (cause) {
			if (signal.aborted) throw signal.reason;
			throw unavailable(new URL(url).origin, reasonOf(cause));
		}
	};
	return async (sha256) => {
		const found = [];
		let url = `${api}/repos/${repository}/attestations/sha256:${sha256}?per_page=100`;
		for (let page = 0; url !== void 0 && page < mostPages; page++) {
			const answer = await get(url, headers);
			if (answer.status === 404) break;
			if (answer.status !== 200) throw refused(answer, repository);
			const { attestations } = readAnswer(answer);
			for (const { bundle, bundle_url: elsewhere } of attestations ?? []) found.push(bundle ?? (elsewhere && unpack(await get(elsewhere), elsewhere)));
			url = nextOf(answer.header("link"), api);
		}
		return found;
	};
}
function readAnswer({ body }) {
	try {
		return JSON.parse(textOf(body));
	} catch (cause) {
		throw unavailable("GitHub", reasonOf(cause));
	}
}
const textOf = (bytes) => Buffer.from(bytes).toString();
function nextOf(link, api) {
	const next = /<([^>]+)>;[^,]*\brel="next"/.exec(link ?? "")?.[1];
	return next?.startsWith(`${api}/`) ? next : void 0;
}
function unpack({ status, body }, url) {
	const host = new URL(url).origin;
	if (status !== 200) throw unavailable(host, `HTTP ${status}`);
	try {
		return JSON.parse(textOf(unsnap(body)));
	} catch (cause) {
		throw unavailable(host, `what it keeps ${reasonOf(cause)}`);
	}
}
const unavailable = (host, why) => new ActionError({
	code: "network",
	message: `the attestations of the model could not be read from ${host}: ${why}`,
	hint: "Run again, or let the runner reach that host. Where it never may, give the attestation as a file: 'bundle' of 'verify-attestation'. Nothing was deployed."
});
function refused({ status, body }, repository) {
	const said = saidIn(textOf(body));
	if (status >= 500 || status === 429) return unavailable("GitHub", `HTTP ${status} ${said}`);
	return new ActionError({
		code: "permission-denied",
		message: `GitHub does not let this job read the attestations of ${repository}: HTTP ${status} ${said}`,
		hint: status === 401 ? `Give 'github-token' the job's own: github-token: \${{ github.token }}` : "Add to the job:\n  permissions:\n    attestations: read\nThe job's own token reads those of its own repository and of public ones; for another, give 'github-token' a token of a GitHub App that may read them."
	});
}
function saidIn(text) {
	try {
		const said = JSON.parse(text);
		return isObject(said) ? String(said["message"] ?? "") : "";
	} catch {
		return "";
	}
}
// src/attestation/verify.ts
const mostFaults = 5;
async function verifyFiles(verification) {
	const { hashes, wanted } = verification;
	const judge = judging(verification);
	const accepted = [];
	const faults = [];
	for (const [path, sha256] of hashes) {
		if (accepted.some(({ subjects }) => subjects.has(sha256))) continue;
		const { claim, reasons } = await judge(sha256);
		if (claim) accepted.push(claim);
		else faults.push({
			path,
			sha256,
			reasons
		});
		if (faults.length >= mostFaults) break;
	}
	if (faults.length > 0) throw failure(faults, hashes.size, wanted);
	return [...new Map(accepted.map(attestedBy).map((one) => [`${one.by} ${one.commit}`, one])).values()];
}
function judging({ wanted, source, trust }) {
	const read = new Map();
	const claimOf = async (bundle) => {
		try {
			return verifyBundle(bundle, await trust(bundle));
		} catch (error) {
			if (error instanceof Unproven) return error;
			throw error;
		}
	};
	return async (sha256) => {
		const reasons = new Set();
		for (const bundle of await source(sha256)) {
			const claim = read.get(bundle) ?? claimOf(bundle);
			read.set(bundle, claim);
			const why = lack(await claim, sha256, wanted);
			if (typeof why !== "string") return {
				claim: why,
				reasons: []
			};
			reasons.add(printable(why));
		}
		return { reasons: [...reasons] };
	};
}
function lack(claim, sha256, wanted) {
	if (claim instanceof Unproven) return claim.message;
	if (!claim.subjects.has(sha256)) return `speaks of ${[...claim.subjects][0] ?? "nothing"}${claim.subjects.size > 1 ? " and others" : ""}, and not of this file`;
	return objection(claim, wanted) ?? claim;
}
function failure(faults, files, wanted) {
	const invalid = faults.some(({ reasons }) => reasons.length > 0);
	const listed = faults.map(({ path, sha256, reasons }) => `\n- ${printable(path)} (sha256:${sha256})${reasons.length === 0 ? ": none" : reasons.map((why) => `\n  - one ${why}`).join("")}`);
	const more = faults.length >= mostFaults && files > faults.length ? "\n- and maybe others" : "";
	const signer = wanted.signerWorkflow ?? `a workflow of ${wanted.repository}`;
	return new ActionError({
		code: invalid ? "attestation-invalid" : "attestation-missing",
		message: invalid ? `no attestation of the model counts; wanted is one for ${wanted.repository} by ${signer}:${listed.join("")}${more}` : `the model is not attested by ${signer}:${listed.join("")}${more}`,
		hint: invalid ? whenInvalid : whenMissing(wanted.repository)
	});
}
const whenInvalid = "Nothing was deployed. If the file is the one that the training workflow made, correct 'repository' or 'signer-workflow' of 'verify-attestation'; if not, find out where it comes from.";
const whenMissing = (repository) => `Nothing was deployed. Attest the model where it is made, after the step that writes it, and change no byte of it since:
  permissions:
    id-token: write
    attestations: write
  steps:
    - uses: actions/attest@v4
      with:
        subject-path: <the model file, or a pattern for the files of a folder>
If it is attested, this job's token may not see ${repository}: 'permissions: attestations: read' lets it see its own repository.`;
// src/attestation/attestation.ts
const verifyAttestations = ({ hashes, wanted, choice, github }, means) => verifyFiles({
	hashes,
	wanted,
	source: choice.bundles ? givenBundles(choice.bundles) : githubBundles(github, wanted.repository, means.download, means.signal),
	trust: choice.trustedRoots ? givenTrust(choice.trustedRoots) : fetchedTrust(means)
});
export { verifyAttestations };
