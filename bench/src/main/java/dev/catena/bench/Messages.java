// SPDX-License-Identifier: Apache-2.0
package dev.catena.bench;

import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Scanned;
import java.nio.charset.StandardCharsets;

/** Heads as clients and origins send them. */
public final class Messages {
    /** What curl sends to a proxy: four fields. */
    public static final byte[] CURL = wire("""
        GET http://origin.example/packages/libfoo_1.2.3_amd64.deb HTTP/1.1
        Host: origin.example
        User-Agent: curl/8.14.1
        Accept: */*
        Proxy-Connection: Keep-Alive

        """);

    /** What a browser sends to a proxy: twelve fields. */
    public static final byte[] BROWSER = wire("""
        GET http://www.example.com/assets/styles/main.4f9c1b.css?v=20261122 HTTP/1.1
        Host: www.example.com
        Proxy-Connection: keep-alive
        User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36
        Accept: text/css,*/*;q=0.1
        Accept-Encoding: gzip, deflate
        Accept-Language: en-GB,en;q=0.9,de;q=0.8
        Cache-Control: max-age=0
        Cookie: session=7d1f3a5c9e2b4860; theme=dark; consent=1; last=%2Fassets%2Findex
        DNT: 1
        Pragma: no-cache
        Referer: http://www.example.com/index.html
        Upgrade-Insecure-Requests: 1

        """);

    /** What an origin answers: ten fields. */
    public static final byte[] RESPONSE = wire("""
        HTTP/1.1 200 OK
        Server: nginx
        Date: Sun, 22 Nov 2026 09:12:13 GMT
        Content-Type: text/css; charset=utf-8
        Content-Length: 10240
        Last-Modified: Tue, 17 Nov 2026 08:00:00 GMT
        Connection: keep-alive
        ETag: "673a1c40-2800"
        Cache-Control: public, max-age=3600
        Vary: Accept-Encoding
        Accept-Ranges: bytes

        """);

    private Messages() {}

    /** Lines as they travel: with CR LF. */
    public static byte[] wire(String lines) {
        return lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A GET of that URL with these field lines, each with its line end. */
    public static RequestHead get(String url, String fields) {
        return request(wire("GET " + url + " HTTP/1.1\nHost: origin.example\n" + fields + "\n"));
    }

    /** The request that these bytes are. */
    public static RequestHead request(byte[] bytes) {
        return whole(new HeadScanner(HeadLimits.INITIAL).request(bytes, 0, bytes.length));
    }

    /** The response whose head these bytes are. */
    public static ResponseHead response(byte[] bytes) {
        return whole(new HeadScanner(HeadLimits.INITIAL).response(bytes, 0, bytes.length));
    }

    /**
     * The head that was scanned.
     *
     * @throws IllegalStateException if it is not whole and valid: then the benchmark would measure something else
     */
    public static <H> H whole(Scanned<H> scanned) {
        if (scanned instanceof Scanned.Complete<H>(var head, _)) return head;
        throw new IllegalStateException("not a whole head: " + scanned);
    }
}
