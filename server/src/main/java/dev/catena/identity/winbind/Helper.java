// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.winbind;

import dev.catena.identity.ntlm.NtlmJudge.Judgement;
import dev.catena.identity.ntlm.NtlmProof;
import java.io.IOException;
import java.util.List;

/** One running helper process. Used by one thread, but {@link #end} by any. */
final class Helper {
    private static final System.Logger LOG = System.getLogger(Helper.class.getName());
    private static final int LOGGED_LINES_MAX = 100;

    private final Process process;
    private final BoundedLines answers;

    private Helper(Process process) {
        this.process = process;
        this.answers = new BoundedLines(process.getInputStream());
    }

    static Helper start(List<String> command) throws HelperFailure {
        try {
            var process = new ProcessBuilder(command).start();
            Thread.ofVirtual().name("winbind-words").start(() -> log(process));
            return new Helper(process);
        } catch (IOException e) {
            throw new HelperFailure("it does not start: " + e.getMessage(), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Puts a question and waits for the answer, for ever if need be: {@link #end} ends the waiting. */
    Judgement ask(NtlmProof proof) throws HelperFailure {
        try {
            var out = process.getOutputStream();
            out.write(HelperProtocol.question(proof));
            out.flush();
            return HelperProtocol.answer(answers);
        } catch (IOException e) {
            throw new HelperFailure("it ended: " + e.getMessage(), e);
        }
    }

    void end() {
        process.destroyForcibly();
    }

    /** Tells the operator what the helper complains of; a talkative one is read to its end, but not repeated. */
    private static void log(Process process) {
        try {
            var complaints = new BoundedLines(process.getErrorStream());
            int count = 0;
            for (var line = complaints.next(); line != null; line = complaints.next()) {
                if (count++ < LOGGED_LINES_MAX) {
                    LOG.log(System.Logger.Level.WARNING, "winbind''s helper {0,number,#} says: {1}", process.pid(), line);
                }
            }
        } catch (IOException ended) {
            LOG.log(System.Logger.Level.DEBUG, "winbind''s helper ended", ended);
        }
    }
}
