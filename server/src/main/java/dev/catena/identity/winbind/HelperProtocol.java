// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.winbind;

import dev.catena.identity.ntlm.NtlmJudge.Judgement;
import dev.catena.identity.ntlm.NtlmProof;
import dev.catena.identity.ntlm.NtlmRefusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The protocol {@code ntlm-server-1} of Samba's ntlm_auth (its manual page): lines {@code Name: value}, or {@code Name:: base64},
 * and a line with a dot, first ours and then the helper's.
 */
final class HelperProtocol {
    private static final int ANSWER_LINES_MAX = 32;
    private static final int KEY_BYTES = 16;
    private static final String END = ".";

    // The helper tells a failure in words only, those of MS-ERREF or Samba's own.
    private static final List<String> WRONG_PASSWORD =
        List.of("current password is not correct", "bad username", "account does not exist", "logon failure", "wrong password", "no such user");
    private static final List<String> UNUSABLE_ACCOUNT = List.of("account", "password must be changed", "password has expired");

    private HelperProtocol() {}

    static byte[] question(NtlmProof proof) {
        var domain = proof.domain().isEmpty() ? Stream.<String>of() : Stream.of(text("NT-Domain", proof.domain()));
        var rest = Stream.of(
            text("Username", proof.user()),
            "LANMAN-Challenge: " + HexFormat.of().formatHex(proof.challenge()),
            "NT-Response: " + HexFormat.of().formatHex(proof.response()),
            "Request-User-Session-Key: Yes",
            END);
        var question = new StringBuilder();
        Stream.concat(domain, rest).forEach(line -> question.append(line).append('\n'));
        return question.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Always in base64, so that no name can add a line. */
    private static String text(String name, String value) {
        return name + ":: " + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads an answer up to its dot. Samba ends a "No" with two of them, so a dot before the first line belongs to the answer before. */
    static Judgement answer(BoundedLines lines) throws IOException, HelperFailure {
        var answer = new HashMap<String, String>();
        for (int count = 0; count < ANSWER_LINES_MAX; count++) {
            var line = lines.next();
            if (line == null) {
                throw new HelperFailure("it ended instead of answering");
            }
            if (line.equals(END) && !answer.isEmpty()) {
                return judgement(answer);
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                answer.put(line.substring(0, colon), value(line.substring(colon + 1)));
            }
        }
        throw new HelperFailure("its answer has no end");
    }

    private static String value(String text) throws HelperFailure {
        try {
            return text.startsWith(":")
                ? new String(Base64.getDecoder().decode(text.substring(1).strip()), StandardCharsets.UTF_8)
                : text.strip();
        } catch (IllegalArgumentException e) {
            throw new HelperFailure("its answer is not base64 where it says so", e);
        }
    }

    private static Judgement judgement(Map<String, String> answer) throws HelperFailure {
        return switch (answer.getOrDefault("Authenticated", "")) {
            case "Yes" -> new Judgement.Right(key(answer.getOrDefault("User-Session-Key", "")));
            case "No" -> refused(answer.getOrDefault("Authentication-Error", "no reason given"));
            default -> throw new HelperFailure("it did not judge: " + answer.getOrDefault("Error", "no reason given"));
        };
    }

    private static byte[] key(String hex) throws HelperFailure {
        try {
            var key = HexFormat.of().parseHex(hex);
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException notHex) {
            throw new HelperFailure("its session key is not hexadecimal", notHex);
        }
        throw new HelperFailure("it gave no session key");
    }

    private static Judgement refused(String error) {
        var words = error.toLowerCase(Locale.ROOT);
        if (WRONG_PASSWORD.stream().anyMatch(words::contains)) {
            return new Judgement.Wrong(NtlmRefusal.WRONG_PASSWORD, "there is no such user, or the password is wrong");
        }
        if (UNUSABLE_ACCOUNT.stream().anyMatch(words::contains)) {
            return new Judgement.Wrong(NtlmRefusal.ACCOUNT, "the domain says: " + error);
        }
        return new Judgement.Unavailable("winbind cannot reach a verdict: %s; check winbindd, and that this user may use its privileged pipe"
            .formatted(error));
    }
}
