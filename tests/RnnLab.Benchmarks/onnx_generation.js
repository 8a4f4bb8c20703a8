// Times generation, one character after another, of a model that onnx_export.py wrote, in ONNX Runtime (the npm package onnxruntime-node,
// found through NODE_PATH): softmax and draw included, the best of the rounds of 1,000 characters that fit in the time. Prints one JSON line.
//
//     NODE_PATH=folder/node_modules node onnx_generation.js model.onnx VOCABULARY LAYERS HIDDEN THREADS SECONDS
'use strict';
const ort = require('onnxruntime-node');

const characters = 1000;

function draw(logits, probabilities) {
  let top = -Infinity;
  for (const logit of logits) top = Math.max(top, logit);
  let sum = 0;
  for (let v = 0; v < logits.length; v++) sum += probabilities[v] = Math.exp(logits[v] - top);
  let left = Math.random() * sum, token = 0;
  while (token < logits.length - 1 && (left -= probabilities[token]) >= 0) token++;
  return token;
}

async function write(session, vocabulary, layers, hidden) {
  const [input, ...statesIn] = session.inputNames, [logits, ...statesOut] = session.outputNames;
  const x = new Float32Array(vocabulary), probabilities = new Float32Array(vocabulary);
  const feeds = { [input]: new ort.Tensor('float32', x, [1, 1, vocabulary]) };
  for (const name of statesIn) feeds[name] = new ort.Tensor('float32', new Float32Array(layers * hidden), [layers, 1, hidden]);
  let token = 0;
  const begin = performance.now();
  for (let n = 0; n < characters; n++) {
    x.fill(0);
    x[token] = 1;
    const results = await session.run(feeds);
    statesIn.forEach((name, k) => { feeds[name] = results[statesOut[k]]; });
    token = draw(results[logits].data, probabilities);
  }
  return characters / (performance.now() - begin) * 1e3;
}

async function main() {
  const [model, ...numbers] = process.argv.slice(2);
  const [vocabulary, layers, hidden, threads, seconds] = numbers.map(Number);
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
  });
  let best = 0, rounds = 0;
  for (const start = performance.now(); rounds < 3 || performance.now() - start < seconds * 1e3; rounds++)
    best = Math.max(best, await write(session, vocabulary, layers, hidden));
  console.log(JSON.stringify({ chars_per_second: best, rounds, threads }));
}

main().catch(error => { console.error(error.message); process.exit(1); });
