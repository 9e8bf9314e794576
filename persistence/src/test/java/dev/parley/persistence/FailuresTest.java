package dev.parley.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.persistence.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

final class FailuresTest {
    private final Failures failures = new Failures(Path.of("parley.mv.db"));

    /** As H2 2.5.252 threw it on a full file system of 600 KB. */
    @Test
    void aFullDiskIsNamed() {
        var full = new SQLException("General error", "HY000", 50000, new IOException("No space left on device"));
        var failure = failures.of(new IllegalStateException(full));
        assertThat(failure.kind()).isEqualTo(Kind.NOT_WRITABLE);
        assertThat(failure)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("make room on the disk");
    }

    @Test
    void whatIsUnknownKeepsItsReason() {
        var failure = failures.of(new IllegalStateException(new SQLException("something new", "HY000", 50000)));
        assertThat(failure.kind()).isEqualTo(Kind.FAILED);
        assertThat(failure).hasMessageContaining("parley.mv.db").hasMessageContaining("something new");
    }
}
