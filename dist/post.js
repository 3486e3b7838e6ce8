import { Cn as checkout, Ct as endLostDeployment, En as readOrigin, Et as recallUnsettled, Ot as askForToken, Sn as readInputs, Tt as recallDeployment, jn as reasonOf, kt as fail, mt as connect, n as recover, t as parseRequest, xn as makeLog } from "./shared.js";
// src/settle.ts
async function settle(world, unsettled) {
	const { inputs, files, log } = world;
	const signal = AbortSignal.timeout(24e4);
	log.info(unsettled.tried.length === 0 && unsettled.onFailure === "keep" ? `the endpoint may still be kept for ${unsettled.deployment}; giving it back` : `the main step was stopped while it deployed ${unsettled.deployment}; undoing what it left`);
	const parsed = parseRequest(inputs, files);
	if (!parsed.ok || parsed.asked.mode === "check") {
		const why = parsed.ok ? "they no longer ask for a deployment" : parsed.problems[0]?.message;
		log.warning(`the inputs can no longer be read: ${why}`);
		return { traffic: unrestored(unsettled) };
	}
	try {
		const { where, who } = parsed.asked.request;
		const arm = await connect(where, who, world.askForToken, log, signal);
		return await recover(arm, unsettled, log, signal, false);
	} catch (error) {
		log.warning(`could not sign in to undo it: ${reasonOf(error)}`);
		return { traffic: unrestored(unsettled) };
	}
}
const unrestored = ({ tried, update }) => tried.length > 0 || update ? "not-restored" : "none";
// src/post.ts
const log = makeLog(performance.now());
const unsettled = recallUnsettled();
if (unsettled) {
	const { traffic } = await settle({
		inputs: readInputs(process.env),
		files: checkout,
		log,
		askForToken
	}, unsettled);
	if (traffic === "not-restored") fail("what served before could not be restored; see above");
}
const deployment = recallDeployment();
if (deployment !== void 0) await endLostDeployment(deployment, process.env, readOrigin(process.env), log);
export {};
