# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The least that a proxy on a JVM can do, as a peer of a bench that starts proxies by shell files (see catena.sh): a mark to measure against, no product.
PEER_MODE=forward
PEER_CAN="hit miss"
PEER_LABEL="jvm-floor"
PEER_WARM=${CATENA_WARM:-25}
floor_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
peer_version() { "$floor_root/bench/jmh" -l >/dev/null && echo "the least on a JVM"; }
peer_start() {
    exec "$("$floor_root/catena" jdk)/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC \
        -Dio.netty.leakDetection.level=disabled -cp "$floor_root/bench/target/classes:$floor_root/bench/target/lib/*" \
        dev.catena.bench.Floor "$BENCH_PORT" "$BENCH_THREADS"
}
