// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import dev.catena.server.convert.squid.SquidConverter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A proxy whose configuration can be read. */
public enum Product {
    SQUID("Squid"),
    CNTLM("cntlm"),
    PX("Px");

    private static final Pattern PX_SECTION = Pattern.compile("\\[(proxy|client|settings)]");
    private static final Pattern SQUID_LINE = Pattern.compile("(http_access|http_port|acl|cache_peer|cache_dir|auth_param|refresh_pattern|cache_mem)\\s.*");

    private final String title;

    Product(String title) {
        this.title = title;
    }

    /** By the file's name, else by what stands in it. */
    public static Optional<Product> of(Path file, List<String> lines) {
        var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        for (var product : values()) if (name.matches(".*\\b" + product.name().toLowerCase(Locale.ROOT) + "\\b.*")) return Optional.of(product);
        var stripped = lines.stream().map(String::strip).toList();
        if (stripped.stream().anyMatch(line -> PX_SECTION.matcher(line).matches())) return Optional.of(PX);
        if (stripped.stream().anyMatch(line -> SQUID_LINE.matcher(line).matches())) return Optional.of(SQUID);
        return stripped.stream().anyMatch(line -> line.matches("(?i)(Username|Domain|Proxy|PassNTLMv2)\\s.*")) ? Optional.of(CNTLM) : Optional.empty();
    }

    /** The settings that mean the same or less, and what has to be said of the rest. Never fails, whatever the lines say. */
    public Conversion convert(SourceFiles files, List<String> lines) {
        var draft = new Draft();
        switch (this) {
            case SQUID -> SquidConverter.convert(files, lines, draft);
            case CNTLM -> Cntlm.convert(files, lines, draft);
            case PX -> Px.convert(files, lines, draft);
        }
        return draft.finish("Made by `catena convert` from %s, a configuration of %s.\nComments name the lines that a setting comes from."
            .formatted(files.shown(files.main()).replaceAll("\\p{Cntrl}", "?"), title));
    }
}
