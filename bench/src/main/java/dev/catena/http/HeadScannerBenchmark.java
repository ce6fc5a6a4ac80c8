// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import dev.catena.bench.HotPath;
import dev.catena.bench.Messages;
import org.openjdk.jmh.annotations.Benchmark;

/** From bytes to heads: paid by every request, and by every response of an origin. */
public class HeadScannerBenchmark extends HotPath {
    private final HeadScanner scanner = new HeadScanner(HeadLimits.INITIAL);

    @Benchmark
    public RequestHead curlRequest() {
        return Messages.whole(scanner.request(Messages.CURL, 0, Messages.CURL.length));
    }

    @Benchmark
    public RequestHead browserRequest() {
        return Messages.whole(scanner.request(Messages.BROWSER, 0, Messages.BROWSER.length));
    }

    @Benchmark
    public ResponseHead response() {
        return Messages.whole(scanner.response(Messages.RESPONSE, 0, Messages.RESPONSE.length));
    }
}
