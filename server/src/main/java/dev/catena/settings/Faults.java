// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the faults of one reading and knows where each setting was written. Paths are relative to the record that is checked.
 */
public final class Faults {

    /** A file with more errors, or more warnings, than this is some other file; the rest is left out. */
    static final int MAX = 100;

    private final Ledger ledger;
    private final String prefix;

    /** What all views of one reading share. */
    private static final class Ledger {
        final Origin whole;
        final List<Fault> faults = new ArrayList<>();
        final Map<String, Origin> origins = new HashMap<>();
        final List<Origin> concealed = new ArrayList<>();

        Ledger(Origin whole) {
            this.whole = whole;
        }
    }

    /** @param whole where to point for what was written nowhere */
    Faults(Origin whole) {
        this(new Ledger(whole), "");
    }

    private Faults(Ledger ledger, String prefix) {
        this.ledger = ledger;
        this.prefix = prefix;
    }

    /** The same collector, for a record at {@code path}. */
    Faults within(String path) {
        return new Faults(ledger, path);
    }

    /** These settings cannot be used. */
    public void error(String path, String happened, String remedy) {
        add(Fault.Severity.ERROR, path, happened, remedy);
    }

    /** These settings can be used, but something in them has no effect, or a surprising one. */
    public void warning(String path, String happened, String remedy) {
        add(Fault.Severity.WARNING, path, happened, remedy);
    }

    private void add(Fault.Severity severity, String path, String happened, String remedy) {
        var full = Paths.join(prefix, path);
        add(new Fault(severity, originOf(full), full, happened, "", remedy));
    }

    /** Errors and warnings are counted apart: many warnings must not push out the error that forbids the use of the settings. */
    void add(Fault fault) {
        var same = ledger.faults.stream().filter(each -> each.severity() == fault.severity()).count();
        if (same < MAX) {
            ledger.faults.add(fault);
        } else if (same == MAX) {
            var more = "there is more; only the first %d are shown".formatted(MAX);
            ledger.faults.add(new Fault(fault.severity(), ledger.whole, "", more, "", ""));
        }
    }

    /** Whether no error was found at or below these keys, so that what they say can be relied on. */
    public boolean sound(String... paths) {
        for (var path : paths) {
            var full = Paths.join(prefix, path);
            if (ledger.faults.stream().anyMatch(fault -> fault.isError() && Paths.covers(full, fault.path()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the key is written, by whatever value, and not left to its initial value. */
    public boolean wrote(String path) {
        return ledger.origins.containsKey(Paths.join(prefix, path));
    }

    void wrote(String path, Origin origin) {
        ledger.origins.put(path, origin);
    }

    /** Where the setting was written; where it was not, the nearest one around it. */
    private Origin originOf(String path) {
        for (var at = path; !at.isEmpty(); at = Paths.parent(at)) {
            var origin = ledger.origins.get(at);
            if (origin != null) {
                return origin;
            }
        }
        return ledger.origins.getOrDefault("", ledger.whole);
    }

    /** No fault of this line shows it: it holds what should have been a reference to a secret. */
    void conceal(Origin origin) {
        ledger.concealed.add(origin);
    }

    /** All faults so far, as a person meets them. */
    List<Fault> all() {
        return ledger.faults.stream().map(this::concealed).sorted(Fault.AS_READ).toList();
    }

    private Fault concealed(Fault fault) {
        return ledger.concealed.stream().anyMatch(origin -> sameLine(origin, fault.origin())) ? fault.withoutText() : fault;
    }

    private static boolean sameLine(Origin one, Origin other) {
        return one.file().equals(other.file()) && one.line() == other.line();
    }
}
