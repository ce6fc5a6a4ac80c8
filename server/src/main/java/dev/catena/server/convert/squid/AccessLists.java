// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.squid;

import dev.catena.server.convert.Draft;
import dev.catena.server.convert.Place;
import dev.catena.server.convert.match.DecisionList;
import dev.catena.server.convert.match.Extent;
import dev.catena.server.convert.match.Line;
import dev.catena.server.convert.match.Ruling;
import dev.catena.server.convert.match.Term;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The ordered lists of squid.conf: {@code http_access} and its kin. A line decides when all of its lists match; the first that does
 * is obeyed; and when none does, the opposite of the last line.
 */
final class AccessLists {
    private final List<Directive> directives;
    private final Acls acls;
    private final Draft draft;
    private final Set<Acls.Guard> guards = EnumSet.noneOf(Acls.Guard.class);
    private boolean login;

    AccessLists(List<Directive> directives, Acls acls, Draft draft) {
        this.directives = directives;
        this.acls = acls;
        this.draft = draft;
    }

    /** What `destinations` must close for the rulings to be as strict as the source. */
    Set<Acls.Guard> guards() {
        return Set.copyOf(guards);
    }

    /** Whether a list that was compiled asks who the user is. */
    boolean asksForLogin() {
        return login;
    }

    boolean has(String name) {
        return directives.stream().anyMatch(directive -> directive.name().equals(name));
    }

    /**
     * The rulings of a list of lines {@code allow|deny acl…}.
     *
     * @param withoutLines what counts when there are no lines
     * @param open the outcome that must be certain
     * @param known narrows a condition to what the rules may ask
     * @param relevant the lines of that list among those of its name
     * @param skipped the words before allow or deny
     */
    List<Ruling<Boolean>> compile(String name, boolean withoutLines, boolean open, UnaryOperator<Extent> known,
            Predicate<Directive> relevant, int skipped) {
        var lines = new ArrayList<Line>();
        for (var directive : directives) {
            if (directive.hidesLines()) lines.add(hidden(directive, open));
            else if (directive.name().equals(name) && relevant.test(directive)) lines.add(line(directive, open, known, skipped));
        }
        boolean none = lines.stream().allMatch(line -> line.words().isEmpty());
        boolean otherwise = none ? withoutLines : !lines.getLast().outcome();
        var last = new Ruling<>(Term.ANY, otherwise, "rest", lines.isEmpty() ? new Place(name, 0) : lines.getLast().place());
        try {
            return DecisionList.of(lines, last, open);
        } catch (DecisionList.TooLong tooLong) {
            draft.closed(last.place(), name, "without \"not\" its rules would have " + tooLong.getMessage(), "write them anew");
            return List.of(new Ruling<>(Term.ANY, !open, name + " is too long", last.place()));
        }
    }

    /** Nobody knows what stood there, so it may have closed everything. */
    private static Line hidden(Directive directive, boolean open) {
        return new Line(!open, List.of(new Line.Literal(Extent.UNKNOWN, false)), "what could not be read", directive.place());
    }

    private Line line(Directive directive, boolean open, UnaryOperator<Extent> known, int skipped) {
        var place = directive.place();
        draft.carried(place);
        var action = directive.word(skipped);
        if (!action.equals("allow") && !action.equals("deny")) {
            draft.closed(place, directive.name(), "it says neither allow nor deny", "correct the line; until then it closes everything");
            return new Line(!open, List.of(new Line.Literal(Extent.UNKNOWN, false)), directive.name() + " without allow or deny", place);
        }
        boolean outcome = action.equals("allow");
        var literals = new ArrayList<Line.Literal>();
        var words = new StringBuilder(action);
        var doubtful = new ArrayList<String>();
        for (var word : directive.from(skipped + 1)) {
            boolean negated = word.text().startsWith("!");
            var name = negated ? word.text().substring(1) : word.text();
            words.append(' ').append(word.text());
            if (!acls.has(name)) draft.closed(place, directive.name(), "there is no acl '%s'".formatted(name), "define it, and convert again");
            var acl = acls.get(name);
            login |= acl.login();
            if ((outcome == open) == negated) guards.addAll(acl.guards());
            var extent = known.apply(acl.extent());
            if (!extent.isExact()) doubtful.add(word.text());
            literals.add(new Line.Literal(extent, negated));
        }
        if (!doubtful.isEmpty()) {
            draft.closed(place, directive.name(), "%s cannot be told exactly, so it counts as %s where that is stricter".formatted(
                String.join(", ", doubtful), outcome == open ? "not met" : "met"), "compare the rule with what was meant");
        }
        return new Line(outcome, literals, words.toString(), place);
    }

    /** Ports that tunnels are confined to, by a line such as {@code deny CONNECT !SSL_ports} that comes before anything is allowed. */
    List<String> tunnelPorts() {
        for (var directive : directives) {
            if (!directive.name().equals("http_access")) continue;
            var names = directive.from(1).stream().map(Directive.Word::text).toList();
            if (directive.word(0).equals("deny") && names.size() == 2 && names.get(0).equals("CONNECT") && names.get(1).startsWith("!")) {
                var extent = acls.get(names.get(1).substring(1)).extent();
                if (extent.isExact() && extent.certain().size() == 1 && extent.certain().getFirst().keys().keySet().equals(Set.of("port"))) {
                    return extent.certain().getFirst().keys().values().iterator().next().written();
                }
            }
            if (directive.word(0).equals("allow") && names.stream().noneMatch("manager"::equals)) break;
        }
        return List.of("1-65535");
    }
}
