// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import picocli.CommandLine.Option;

/** The options that say which of the stored responses are meant. */
final class CacheSelection {
    @Option(names = "--prefix", paramLabel = "URL", description = "Those whose URL begins so: http://host/path.")
    String prefix = "";

    @Option(names = "--host", paramLabel = "HOST", description = "Those of a host, or of all below it: www.example, *.example.")
    String host = "";

    @Option(names = "--tag", paramLabel = "TAG", description = "Those that their origin gave this tag (Cache-Tag, Surrogate-Key, Cache-Groups).")
    String tag = "";

    boolean isEmpty() {
        return (prefix + host + tag).isEmpty();
    }

    /** For the console; more than one is its business to refuse. */
    String query() {
        return CacheCommand.parameter("prefix", prefix) + CacheCommand.parameter("host", host) + CacheCommand.parameter("tag", tag);
    }
}
