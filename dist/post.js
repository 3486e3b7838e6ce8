import { B as makeLog, D as recallUnsettled, E as askForToken, H as checkout, V as readInputs, _ as connect, k as fail, n as recover, t as parseRequest } from "./shared.js";
// src/settle.ts
async function settle(world, unsettled) {
	const { inputs, files, log } = world;
	const signal = AbortSignal.timeout(24e4);
	log.info(`the main step was stopped while it deployed ${unsettled.deployment}; undoing what it left`);
	const parsed = parseRequest(inputs, files);
	if (!parsed.ok) {
		log.warning(`the inputs can no longer be read: ${parsed.problems[0]?.message}`);
		return { traffic: unsettled.trafficTouched ? "not-restored" : "none" };
	}
	try {
		const { where, who } = parsed.request;
		const arm = await connect(where, who, world.askForToken, log, signal);
		return await recover(arm, unsettled, log, signal, false);
	} catch (error) {
		log.warning(`could not sign in to undo it: ${error instanceof Error ? error.message : error}`);
		return { traffic: unsettled.trafficTouched ? "not-restored" : "none" };
	}
}
// src/post.ts
const unsettled = recallUnsettled();
if (unsettled) {
	const log = makeLog(performance.now());
	const { traffic } = await settle({
		inputs: readInputs(process.env),
		files: checkout,
		log,
		askForToken
	}, unsettled);
	if (traffic === "not-restored") fail("the traffic of the endpoint could not be restored; see above");
}
export {};
