// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.array.Acknowledgement;
import dev.catena.array.Membership;
import dev.catena.array.Quorum;
import dev.catena.array.Standing;
import dev.catena.array.WriteOutcome;
import dev.catena.base.Json;
import dev.catena.exchange.Question;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.settings.HostPort;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of the console that is about the array: its members, who owns a URL, and who shall own nothing. */
final class ArraySite {
    static final String ROOT = "/api/v1/array";
    /** Hot URLs that are shown. */
    private static final int HOT_MAX = 20;

    private final Administered server;
    private final SharedSettingsSite settings;

    ArraySite(Administered server) {
        this.server = server;
        this.settings = new SharedSettingsSite(server);
    }

    /**
     * @param path below {@link #ROOT}, or nothing
     * @param body what came with a POST
     */
    Answer answer(String method, String path, Query query, String body) {
        var array = server.array();
        if (array.isEmpty()) return Answer.problem(409, "No array", "this proxy is on its own: its settings have no `array`");
        boolean reading = method.equals("GET") || method.equals("HEAD");
        boolean command = method.equals("POST");
        try {
            return switch (path) {
                case "" -> reading ? Answer.json(status(array.get(), server)) : Answer.methodNotAllowed("GET, HEAD");
                case "/route" -> reading ? Answer.json(route(array.get(), query.first("url"))) : Answer.methodNotAllowed("GET, HEAD");
                case "/settings" -> reading ? settings.show() : command ? settings.put(query, body) : Answer.methodNotAllowed("GET, HEAD, POST");
                case "/drain", "/undrain" -> command ? drain(query.first("member"), path.equals("/drain")) : Answer.methodNotAllowed("POST");
                case "/admit", "/dismiss" -> command ? admit(query.first("member"), path.equals("/admit")) : Answer.methodNotAllowed("POST");
                default -> Answer.problem(404, "Not found", "there is %1$s %1$s/route %1$s/settings %1$s/drain %1$s/undrain %1$s/admit %1$s/dismiss".formatted(ROOT));
            };
        } catch (IllegalArgumentException wrong) {
            return Answer.problem(400, "The question was not understood", String.valueOf(wrong.getMessage()));
        }
    }

    private static Json status(Membership array, Administered server) {
        var quorum = server.quorum();
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
                .putWord("left_alone", array.whyLeftAlone(member).orElse(""));
            standing(json, quorum.map(Quorum::standings).orElse(Map.of()).get(member.proxy()));
            json.endObject();
        }
        json.endArray().array("hot");
        array.hot().hottest().stream().limit(HOT_MAX)
            .forEach(hot -> json.object().put("url", hot.key()).put("requests", hot.requests()).put("copied", hot.copied()).endObject());
        json.endArray().put("clashes", roster.clashes());
        json.object("settings").put("epoch", server.agreed().settings().epoch()).put("words", server.agreed().settings().words()).endObject();
        quorum.ifPresent(agrees -> json.object("majority").put("voters", agrees.voters()).put("needed", agrees.needed()).put("seen", agrees.seen())
            .put("leader", agrees.leader().orElse("")).put("hindrance", agrees.hindrance()).endObject());
        return json.endObject();
    }

    /** How a member stands to what is agreed on, if it is seen. */
    private static void standing(Json json, @Nullable Standing standing) {
        if (standing == null) return;
        json.put("epoch", standing.epoch()).put("votes", standing.votes()).putWord("trouble", standing.trouble());
    }

    /** @param member by where clients reach it, or the others */
    private Answer admit(String member, boolean admit) {
        var id = server.quorum().map(Quorum::standings).orElse(Map.of()).get(HostPort.parse(member));
        return switch (server.admit(id == null ? member : id.id(), admit)) {
            case WriteOutcome.Written _ -> Answer.json(new Json().object().put("voters", server.quorum().map(Quorum::voters).orElse(List.of())).endObject());
            case WriteOutcome.NoMajority(var why) -> Answer.problem(409, "Not done", why);
            case WriteOutcome.Unknown(var why) -> Answer.problem(504, "Not known", why + ". `catena array status` shows who votes");
            case WriteOutcome.Conflict _ -> throw new IllegalStateException("nobody reads voters to write them");
        };
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
