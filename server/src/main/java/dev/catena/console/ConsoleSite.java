// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.base.Json;
import dev.catena.exchange.Rehearsal;
import dev.catena.observe.MetricsPage;
import dev.catena.observe.Recent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The pages and commands of the console: from a method and a path to an answer. */
final class ConsoleSite {
    private static final int SHOWN = 50;
    private static final String REQUEST = "/api/v1/requests/";

    private final Administered server;
    private final MetricsPage metrics;
    private final Recent recent;
    private final CacheSite cache;
    private final ArraySite array;

    ConsoleSite(Administered server, MetricsPage metrics, Recent recent) {
        this.server = server;
        this.metrics = metrics;
        this.recent = recent;
        this.cache = new CacheSite(server);
        this.array = new ArraySite(server);
    }

    /**
     * @param accept the request's {@code Accept}, where it has one
     * @param body what came with a POST
     */
    Answer answer(String method, String path, Query query, @Nullable String accept, String body) {
        if (path.startsWith(REQUEST)) return reading(method, () -> request(path.substring(REQUEST.length())));
        if (path.equals(CacheSite.ROOT) || path.startsWith(CacheSite.ROOT + "/")) return cache.answer(method, path.substring(CacheSite.ROOT.length()), query);
        if (path.equals(ArraySite.ROOT) || path.startsWith(ArraySite.ROOT + "/")) return array.answer(method, path.substring(ArraySite.ROOT.length()), query, body);
        return switch (path) {
            case "/" -> reading(method, () -> Answer.html(StatusPage.of(server.status(), server.readiness(), recent.shown(SHOWN))));
            case "/metrics" -> reading(method, () -> metrics(accept));
            case "/healthz" -> reading(method, () -> Answer.text(200, "ok"));
            case "/readyz" -> reading(method, this::readiness);
            case "/api/v1/status" -> reading(method, () -> Answer.json(StatusJson.of(server.status(), server.readiness())));
            case "/api/v1/requests" -> reading(method, this::requests);
            case "/api/v1/explain" -> reading(method, () -> explanation(query));
            case "/api/v1/doctor" -> method.equals("POST") ? report(query) : Answer.methodNotAllowed("POST");
            case "/api/v1/reload" -> method.equals("POST") ? reload() : Answer.methodNotAllowed("POST");
            default -> Answer.problem(404, "Not found", "there is / /metrics /healthz /readyz /api/v1/status /api/v1/requests"
                + " /api/v1/requests/ID /api/v1/cache /api/v1/array /api/v1/explain /api/v1/doctor /api/v1/reload");
        };
    }

    private static Answer reading(String method, Supplier<Answer> page) {
        return method.equals("GET") || method.equals("HEAD") ? page.get() : Answer.methodNotAllowed("GET, HEAD");
    }

    private Answer metrics(@Nullable String accept) {
        var page = metrics.render(accept);
        return new Answer(200, page.contentType(), page.body(), "");
    }

    private Answer readiness() {
        return switch (server.readiness()) {
            case Readiness.Ready() -> Answer.text(200, "ready");
            case Readiness.NotReady(var reason) -> Answer.text(503, "not ready: " + reason);
        };
    }

    private Answer requests() {
        var json = new Json().object();
        recent.write(json, "requests", Recent.KEPT);
        return Answer.json(json.endObject());
    }

    private Answer request(String id) {
        var json = new Json();
        return recent.write(json, id) ? Answer.json(json) : Answer.problem(404, "Not found",
            "no exchange of this id is among the last %d: look for it in the access log".formatted(Recent.KEPT));
    }

    private Answer explanation(Query query) {
        try {
            return Answer.json(server.explain(new Hypothesis(query.first("method"), query.first("url"), query.first("listener"), query.first("from"),
                query.first("as"), query.all("group"))).write(new Json()));
        } catch (IllegalArgumentException wrong) {
            return Answer.problem(400, "The question was not understood", String.valueOf(wrong.getMessage()));
        }
    }

    private Answer report(Query query) {
        var json = new Json().object().array("checks");
        server.examine(query.first("log-in").equals("no") ? Rehearsal.Extent.CHALLENGE : Rehearsal.Extent.LOG_IN).forEach(check -> check.write(json));
        return Answer.json(json.endArray().endObject());
    }

    private Answer reload() {
        return switch (server.reload()) {
            case ReloadOutcome.Applied(var generation, var changes) ->
                Answer.json(new Json().object().put("outcome", "applied").put("generation", generation).put("changes", changes).endObject());
            case ReloadOutcome.Rejected(var faults) ->
                Answer.problem(422, "The settings have faults", "nothing was changed: correct the faults and reload again", faults);
        };
    }
}
