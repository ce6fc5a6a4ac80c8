// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;
import java.util.List;

/** Whose word is taken for who their user is: proxies before this one, which log in by an account of their own. */
public record VouchSettings(
    @Setting(doc = "The accounts of those proxies, as the log shows them: svc-branch, or CORP\\svc-branch.") List<String> from,
    @Setting(doc = "The field in which they name the user. It ends here, and from everybody else it counts for nothing.", initial = "X-Forwarded-User")
    String field) implements Checked {

    public VouchSettings {
        from = List.copyOf(from);
    }

    /** Nobody's. */
    @Word(value = "none", doc = "everybody is who they prove to be")
    public static VouchSettings none() {
        return new VouchSettings(List.of(), "X-Forwarded-User");
    }

    /** Whether anybody's word is taken. */
    public boolean isNone() {
        return from.isEmpty();
    }

    @Override
    public void check(Faults faults) {
        if (faults.sound("from") && from.stream().anyMatch(String::isBlank) || faults.sound("from") && from.isEmpty()) {
            faults.error("from", "there is no account, or an empty one", "name the accounts of the proxies, or write `trust-user-header: none`");
        }
        if (faults.sound("field") && !field.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")) {
            faults.error("field", "'%s' is not the name of a field".formatted(field), "write one such as X-Forwarded-User");
        }
    }
}
