// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.array.Acknowledgement;
import dev.catena.array.Membership;
import dev.catena.base.Json;
import dev.catena.exchange.Question;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.settings.HostPort;
import java.util.List;
import java.util.Locale;

/** The part of the console that is about the array: its members, who owns a URL, and who shall own nothing. */
final class ArraySite {
    static final String ROOT = "/api/v1/array";
    /** Hot URLs that are shown. */
    private static final int HOT_MAX = 20;

    private final Administered server;

    ArraySite(Administered server) {
        this.server = server;
    }

    /** @param path below {@link #ROOT}, or nothing */
    Answer answer(String method, String path, Query query) {
        var array = server.array();
        if (array.isEmpty()) return Answer.problem(409, "No array", "this proxy is on its own: its settings have no `array`");
        boolean reading = method.equals("GET") || method.equals("HEAD");
        try {
            return switch (path) {
                case "" -> reading ? Answer.json(status(array.get())) : Answer.methodNotAllowed("GET, HEAD");
                case "/route" -> reading ? Answer.json(route(array.get(), query.first("url"))) : Answer.methodNotAllowed("GET, HEAD");
                case "/drain", "/undrain" -> method.equals("POST") ? drain(query.first("member"), path.equals("/drain")) : Answer.methodNotAllowed("POST");
                default -> Answer.problem(404, "Not found", "there is %1$s %1$s/route %1$s/drain %1$s/undrain".formatted(ROOT));
            };
        } catch (IllegalArgumentException wrong) {
            return Answer.problem(400, "The question was not understood", String.valueOf(wrong.getMessage()));
        }
    }

    private static Json status(Membership array) {
        var roster = array.roster();
        var shares = roster.shares();
        var json = new Json().object()
            .put("array", roster.array())
            .put("self", array.self().toString())
            .put("hash", roster.hash().word())
            .put("config_id", roster.configId())
            .array("members");
        for (int i = 0; i < shares.length; i++) {
            var member = roster.members().get(i);
            json.object().put("member", member.proxy().toString()).put("within", member.within().toString())
                .put("state", member.state().name().toLowerCase(Locale.ROOT)).put("since", member.since().toString())
                .put("load", member.load()).put("share", decimal(shares[i])).put("passed_on", array.begun(member.proxy()))
                .putWord("left_alone", array.whyLeftAlone(member).orElse("")).endObject();
        }
        json.endArray().array("hot");
        array.hot().hottest().stream().limit(HOT_MAX)
            .forEach(hot -> json.object().put("url", hot.key()).put("requests", hot.requests()).put("copied", hot.copied()).endObject());
        json.endArray().put("clashes", roster.clashes());
        return json.endObject();
    }

    private static Json route(Membership array, String url) {
        var key = key(Question.requestFor("GET", url));
        var json = new Json().object().put("key", key).put("hash", array.roster().hash().word()).array("members");
        array.ranked(key).forEach(ranked -> json.object().put("member", ranked.member().proxy().toString()).put("score", String.format(Locale.ROOT, "%.17g", ranked.score()))
            .put("state", ranked.member().state().name().toLowerCase(Locale.ROOT)).endObject());
        return json.endArray().endObject();
    }

    private static String key(RequestHead request) {
        return switch (request.target()) {
            case Target.Absolute absolute -> absolute.uri();
            case Target.Tunnel tunnel -> tunnel.authority();
            case Target.Origin _, Target.Asterisk _ -> throw new IllegalArgumentException("this is neither a URL nor host:port");
        };
    }

    private Answer drain(String member, boolean drained) {
        var said = server.drain(HostPort.parse(member), drained);
        if (said.isEmpty()) throw new IllegalArgumentException("no member that is up is reached by clients at " + member);
        var json = new Json().object();
        write(json, said);
        return Answer.json(json.endObject());
    }

    /** What each member said. */
    static void write(Json json, List<Acknowledgement> said) {
        json.array("members");
        said.forEach(each -> json.object().put("member", each.member()).put("done", each.done()).put("words", each.words()).endObject());
        json.endArray();
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.4f", number);
    }
}
