/** The `layerlab` command in Node. The engine is being built; until it is wired in, this says so. */
console.error('layerlab: the engine comes here; this build has none yet.')
process.exitCode = 1
