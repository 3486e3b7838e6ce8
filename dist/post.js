import { $ as recallUnsettled, E as parseRequest, Q as askForToken, _ as connect, bt as readInputs, t as recover, tt as fail, xt as checkout, yt as makeLog } from "./shared.js";
// src/settle.ts
async function settle(world, unsettled) {
	const { inputs, files, log } = world;
	const signal = AbortSignal.timeout(24e4);
	log.info(`the main step was stopped while it deployed ${unsettled.deployment}; undoing what it left`);
	const parsed = parseRequest(inputs, files);
	if (!parsed.ok || parsed.asked.mode !== "deploy") {
		const why = parsed.ok ? "they no longer ask for a deployment" : parsed.problems[0]?.message;
		log.warning(`the inputs can no longer be read: ${why}`);
		return { traffic: unrestored(unsettled) };
	}
	try {
		const { where, who } = parsed.asked.request;
		const arm = await connect(where, who, world.askForToken, log, signal);
		return await recover(arm, unsettled, log, signal, false);
	} catch (error) {
		log.warning(`could not sign in to undo it: ${error instanceof Error ? error.message : error}`);
		return { traffic: unrestored(unsettled) };
	}
}
const unrestored = ({ tried }) => tried.length > 0 ? "not-restored" : "none";
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
