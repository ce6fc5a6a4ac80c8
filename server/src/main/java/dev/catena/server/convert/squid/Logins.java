// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.squid;

import dev.catena.server.convert.Draft;
import dev.catena.server.convert.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** auth_param: helpers become schemes of the listener, and their users accounts that have to be made again. */
final class Logins {
    private static final String ACCOUNTS = "file:/etc/catena/accounts";
    private static final Set<String> SCHEMES = Set.of("basic", "digest", "ntlm", "negotiate");

    private final Draft draft;
    private final List<String> schemes = new ArrayList<>();
    private Optional<Place> first = Optional.empty();

    Logins(Draft draft) {
        this.draft = draft;
    }

    void read(Directive line) {
        var scheme = line.word(0);
        var place = line.place();
        switch (line.word(1)) {
            case "program" -> program(scheme, line, place);
            case "realm" -> draft.set("identity.realm", place, String.join(" ", line.from(2).stream().map(Directive.Word::text).toList()));
            case "children", "keep_alive", "casesensitive", "utf8", "nonce_garbage_interval", "check_nonce_count", "nonce_strictness", "post_workaround",
                "key_extras" -> draft.notNeeded(place, "auth_param", "there are no helpers to be tuned");
            default -> draft.notCarried(place, "auth_param", "this parameter has no counterpart", "see `identity` in the settings chapter");
        }
    }

    private void program(String scheme, Directive line, Place place) {
        if (!SCHEMES.contains(scheme)) {
            draft.notCarried(place, "auth_param", "its scheme is not known", "see `listeners[].schemes`");
            return;
        }
        if (!schemes.contains(scheme)) schemes.add(scheme);
        if (first.isEmpty()) first = Optional.of(place);
        var helper = line.word(2);
        boolean asksDomain = helper.contains("ntlm_auth") || helper.contains("wb_");
        boolean hasKeytab = line.from(2).stream().anyMatch(word -> word.text().contains("kerberos"));
        if (hasKeytab) keytab(line, place);
        if (asksDomain) draft.byHand(place, "auth_param", "its helper asks a Windows domain",
            "name it in `identity.domain`, which asks winbind as before, or make accounts with `catena passwd --ntlm`");
        if (!asksDomain && !hasKeytab) draft.byHand(place, "auth_param", "its users' passwords are not copied",
            "make each account with `catena passwd%s`".formatted(scheme.equals("digest") ? " --digest" : ""));
    }

    /** {@code negotiate_kerberos_auth -k FILE -s PRINCIPAL}; its word for all principals is our silence. */
    private void keytab(Directive line, Place place) {
        var words = line.from(2).stream().map(Directive.Word::text).toList();
        var file = after("-k", words).map(written -> written.replaceFirst("^(?i)FILE:", ""));
        if (file.isEmpty()) {
            draft.byHand(place, "auth_param", "its helper has a keytab, and does not say which", "name it in `identity.keytab`");
            return;
        }
        draft.set("identity.keytab", place, file.get());
        after("-s", words).filter(principal -> principal.contains("/")).ifPresent(principal -> draft.set("identity.principal", place, principal));
        draft.byHand(place, "auth_param", "its helper has a keytab", "let the user of this proxy read %s".formatted(file.get()));
    }

    private static Optional<String> after(String option, List<String> words) {
        int at = words.indexOf(option);
        return at < 0 || at + 1 == words.size() ? Optional.empty() : Optional.of(words.get(at + 1));
    }

    /** The schemes of the listeners: nobody gets in without a log-in when rules ask for users. */
    List<String> schemes(boolean required, Place fallback) {
        if (!required) {
            first.ifPresent(place -> draft.notNeeded(place, "auth_param", "no rule asks for users"));
            return List.of("anonymous");
        }
        if (schemes.isEmpty()) draft.closed(fallback, "http_access", "rules ask for users, and no auth_param says how they log in", "make accounts with `catena passwd`");
        draft.set("identity.accounts", first.orElse(fallback), ACCOUNTS);
        return schemes.isEmpty() ? List.of("basic") : List.copyOf(schemes);
    }
}
