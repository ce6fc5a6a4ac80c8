# SPDX-License-Identifier: Apache-2.0
# Catena as a peer of a bench that starts proxies by shell files: sourced, then peer_start stays in the foreground.
#
# It gets BENCH_PORT (listen there on 127.0.0.1), BENCH_DIR (an empty folder, the only one written to), BENCH_CACHE_MB
# (bodies kept at most) and BENCH_THREADS (event loops). Access log and metrics are on, as they are in earnest.
# CATENA_WARM: seconds of load before a timed run, for the JIT; what comes a few thousand times a second, as large bodies and tunnels do, wants 25.
PEER_MODE=forward
PEER_CAN="hit miss zipf tunnel idle start"
PEER_LABEL="catena"
PEER_WARM=${CATENA_WARM:-25}
catena_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
peer_version() { "$catena_root/catena" build && "$catena_root/catena" version; }
peer_start() {
    cat > "$BENCH_DIR/catena.yaml" <<CONF
version: 1
name: bench
listeners: [{name: clients, address: 127.0.0.1:$BENCH_PORT}]
cache: {memory: ${BENCH_CACHE_MB}MiB}
console: {address: 127.0.0.1:0}
log: [{format: json, to: $BENCH_DIR/access.log}]
threads: $BENCH_THREADS
CONF
    exec "$catena_root/catena" run -c "$BENCH_DIR/catena.yaml"
}
