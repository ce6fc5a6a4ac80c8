// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.base.Json;
import dev.catena.doctor.Check;
import dev.catena.doctor.Doctor;
import dev.catena.doctor.FileExamination;
import dev.catena.exchange.Rehearsal.Extent;
import dev.catena.server.ProxyServer;
import dev.catena.server.ProxySettings;
import dev.catena.settings.Fault;
import dev.catena.settings.Reading;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "doctor", description = {"Looks for what is wrong before a user finds it: settings, files, listeners, and the log-in at every upstream,"
    + " handshake by handshake: what it offers, what we have, what would happen. Shows no secret, so that its report can be pasted.",
    "Asks the running proxy to look, if there is one; otherwise it looks itself. A password is shown to an upstream once at most,"
    + " and never one that was refused to the running proxy: no account is locked."},
    footer = {"", "Example: catena doctor -c /etc/catena/catena.yaml"})
final class Diagnose implements Callable<Integer> {
    @Mixin
    private final RunningProxy proxy;

    @Option(names = "--no-log-in", description = "Show no password to any upstream: stop at its challenge.")
    boolean noLogIn;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    Diagnose(Surroundings surroundings) {
        this.proxy = new RunningProxy(surroundings);
    }

    @Override
    public Integer call() {
        var report = new Report();
        switch (proxy.settings().read()) {
            case Reading.Faulty<ProxySettings>(var faults) -> faults.forEach(fault -> report.add(ofSettings(fault)));
            case Reading.Usable<ProxySettings>(var settings, var warnings) -> {
                warnings.forEach(warning -> report.add(ofSettings(warning)));
                if (warnings.isEmpty()) report.add(Check.fine("settings", proxy.settings().place(), "no faults"));
                examine(settings, report);
            }
        }
        spec.commandLine().getOut().print(proxy.json ? report.toJson() + "\n" : report.toText());
        spec.commandLine().getOut().flush();
        return report.hasFailures() ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private static Check ofSettings(Fault fault) {
        var subject = fault.path().isEmpty() ? fault.origin().file() : fault.path();
        var where = "%s:%d: %s".formatted(fault.origin().file(), fault.origin().line(), fault.happened());
        var remedy = fault.remedy().isEmpty() ? fault.expected() : fault.remedy();
        return fault.isError() ? Check.failing("settings", subject, where, remedy) : Check.doubtful("settings", subject, where, remedy);
    }

    private void examine(ProxySettings settings, Report report) {
        switch (proxy.find(settings)) {
            case RunningProxy.Reach.Running(var client, var status) -> {
                report.add(Check.fine("proxy", String.valueOf(status.get("name")), "runs: version %s, pid %s, console %s"
                    .formatted(status.get("version"), status.get("pid"), client.address())));
                if (Boolean.FALSE.equals(status.get("ready"))) {
                    report.add(Check.doubtful("proxy", String.valueOf(status.get("name")), "is not ready: " + status.get("not_ready_reason"), "wait, or start it anew"));
                }
                asked(client.post("/api/v1/doctor" + (noLogIn ? "?log-in=no" : "")), report);
            }
            case RunningProxy.Reach.Nobody(var why) -> {
                report.add(Check.doubtful("proxy", "console", why + ": this command looks itself", "start the proxy with `catena run`, if it should run"));
                report.addAll(itself(settings));
            }
        }
    }

    private static void asked(ConsoleClient.Answer answer, Report report) {
        if (answer.succeeded() && Answered.parse(answer.body()).orElse(null) instanceof Map<?, ?> map && map.get("checks") instanceof List<?> checks) {
            checks.forEach(check -> report.add(Report.check((Map<?, ?>) check)));
        } else {
            throw Problem.found("the console answered with status %d:%n%s".formatted(answer.status(),
                Answered.parse(answer.body()).map(Answered::inWords).orElse("")));
        }
    }

    private List<Check> itself(ProxySettings settings) {
        try (var still = ProxyServer.still(settings, InstantSource.system())) {
            return still.examine(noLogIn ? Extent.CHALLENGE : Extent.LOG_IN);
        } catch (IOException | IllegalArgumentException cannot) {
            var checks = new ArrayList<Check>();
            checks.add(Check.failing("proxy", "start", "it could not start: " + cannot.getMessage(), "put there what is missing; the upstreams were not asked"));
            checks.addAll(Doctor.examine(List.of(new FileExamination(settings.log(), settings.identity().accounts(), settings.upstreams()))));
            return checks;
        }
    }

    /** All checks, and how they are shown. */
    static final class Report {
        private static final int REMEDY_INDENT = 8;
        private final List<Check> checks = new ArrayList<>();

        void add(Check check) {
            checks.add(check);
        }

        void addAll(List<Check> more) {
            checks.addAll(more);
        }

        boolean hasFailures() {
            return count("failure") > 0;
        }

        private long count(String word) {
            return checks.stream().filter(check -> check.word().equals(word)).count();
        }

        /** What {@link Check#write} wrote. */
        static Check check(Map<?, ?> map) {
            var sentence = word(map, "sentence");
            var result = switch (word(map, "result")) {
                case "ok" -> new Check.Result.Fine(sentence);
                case "warning" -> new Check.Result.Doubtful(sentence, word(map, "remedy"));
                default -> new Check.Result.Failing(word(map, "reference"), sentence, word(map, "remedy"));
            };
            var details = map.get("details") instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.<String>of();
            return new Check(word(map, "group"), word(map, "subject"), result, details);
        }

        private static String word(Map<?, ?> map, String key) {
            var value = map.get(key);
            return value == null ? "" : value.toString();
        }

        String toJson() {
            var json = new Json().object().put("failures", count("failure")).put("warnings", count("warning")).array("checks");
            checks.forEach(check -> check.write(json));
            return json.endArray().endObject().toString();
        }

        String toText() {
            var text = new StringBuilder();
            checks.forEach(check -> write(text, check));
            return text.append("%n%d checks: %d failed, %d with a warning%n".formatted(checks.size(), count("failure"), count("warning"))).toString();
        }

        private static void write(StringBuilder text, Check check) {
            var indent = " ".repeat(REMEDY_INDENT);
            switch (check.result()) {
                case Check.Result.Fine(var sentence) -> head(text, "ok", check, sentence);
                case Check.Result.Doubtful(var sentence, var remedy) -> {
                    head(text, "WARN", check, sentence);
                    text.append(indent).append("what helps: ").append(remedy).append('\n');
                }
                case Check.Result.Failing(var reference, var sentence, var remedy) -> {
                    head(text, "FAIL", check, reference.isEmpty() ? sentence : reference + ": " + sentence);
                    text.append(indent).append("what helps: ").append(remedy).append('\n');
                }
            }
            check.details().forEach(line -> text.append(indent).append(Printable.of(line)).append('\n'));
        }

        private static void head(StringBuilder text, String mark, Check check, String sentence) {
            text.append("%-5s %-9s %s: %s%n".formatted(mark, check.group(), check.subject(), Printable.of(sentence)));
        }
    }
}
