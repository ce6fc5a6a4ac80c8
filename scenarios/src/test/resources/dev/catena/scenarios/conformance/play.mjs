// SPDX-License-Identifier: Apache-2.0
//
// Plays the public suite http-cache-tests through a forward proxy: node play.mjs SUITE PROXY-HOST PROXY-PORT PSEUDONYM OUTPUT [ID...]
//
// The suite's own client would go to the origin directly. Here every request goes to the proxy, with its target in absolute form; the
// suite's origin listens on the loopback only, and takes note of every request that did not come through the proxy.

import fs from 'node:fs'
import http from 'node:http'
import { pathToFileURL } from 'node:url'
import path from 'node:path'

const MESSAGE_MILLIS = 20_000
const [suite, proxyHost, proxyPort, pseudonym, output, ...only] = process.argv.slice(2)
const load = file => import(pathToFileURL(path.join(suite, file)).href)

const tests = (await load('tests/index.mjs')).default
  .map(group => ({ ...group, tests: group.tests.filter(test => only.length === 0 || only.includes(test.id)) }))
const { runTests, getResults } = await load('client/runner.mjs')
const handlers = {}
for (const name of ['config', 'state', 'test']) handlers[name] = (await load(`server/handle-${name}.mjs`)).default

let strayed = 0

const origin = http.createServer((request, response) => {
  if (!(request.headers.via ?? '').includes(pseudonym)) strayed++
  const [kind, ...rest] = new URL(request.url, 'http://localhost').pathname.slice(1).split('/')
  const handle = handlers[kind]
  if (handle) return handle(rest, request, response)
  response.statusCode = 404
  response.end()
})

await new Promise(resolve => origin.listen(0, '127.0.0.1', resolve))

/** As much of the Fetch standard as the suite's client uses. */
function fetchThroughProxy (url, init = {}) {
  return new Promise((resolve, reject) => {
    const headers = new Headers([['Accept', '*/*'], ['User-Agent', 'http-cache-tests'], ...(init.headers ?? [])])
    const request = http.request({
      host: proxyHost,
      port: proxyPort,
      method: init.method ?? 'GET',
      path: url,
      headers: { host: new URL(url).host, ...Object.fromEntries(headers) },
      agent: false
    })
    const timer = setTimeout(() => request.destroy(new Error(`no answer within ${MESSAGE_MILLIS} ms`)), MESSAGE_MILLIS)
    request.on('error', fault => { clearTimeout(timer); reject(fault) })
    request.on('response', response => resolve(answer(response, timer)))
    request.end(init.body)
  })
}

function answer (response, timer) {
  const headers = new Headers()
  for (let i = 0; i < response.rawHeaders.length; i += 2) headers.append(response.rawHeaders[i], response.rawHeaders[i + 1])
  const chunks = []
  const text = new Promise((resolve, reject) => {
    response.on('data', chunk => chunks.push(chunk))
    response.on('end', () => { clearTimeout(timer); resolve(Buffer.concat(chunks).toString()) })
    response.on('error', fault => { clearTimeout(timer); reject(fault) })
  })
  text.catch(() => {}) // the suite may not want the body of what failed before
  return { status: response.statusCode, statusText: response.statusMessage, headers, text: () => text }
}

await runTests(tests, fetchThroughProxy, false, `http://localhost:${origin.address().port}`)

const results = getResults()
const played = tests.flatMap(group => group.tests.filter(test => !test.browser_only).map(test => ({
  group: group.id, id: test.id, kind: test.kind ?? 'required', needs: test.depends_on ?? [], result: results[test.id] ?? ['Untested', '']
})))
fs.writeFileSync(output, JSON.stringify({ strayed, played }))
process.exit(0)
