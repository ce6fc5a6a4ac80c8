// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureWordsTest {
    @Test
    void a_path_alone_is_no_message(@TempDir Path folder) {
        assertThatThrownBy(() -> Files.readString(folder.resolve("gone"))).isInstanceOfSatisfying(IOException.class,
            failure -> assertThat(FailureWords.of(failure)).isEqualTo("there is no file " + folder.resolve("gone")));
        assertThat(FailureWords.of(new NoSuchFileException("/a"))).isEqualTo("there is no file /a");
        assertThat(FailureWords.of(new AccessDeniedException("/a"))).startsWith("/a may not be read by the user ");
        assertThat(FailureWords.of(new NotDirectoryException("/a"))).isEqualTo("/a cannot be used (NotDirectoryException)");
        assertThat(FailureWords.of(new FileSystemException("/a", null, "Is a directory"))).isEqualTo("/a: Is a directory");
        assertThat(FailureWords.of(new IOException("the listener clients cannot listen: in use"))).isEqualTo("the listener clients cannot listen: in use");
        assertThat(FailureWords.of(new IOException())).isEqualTo("IOException");
    }
}
