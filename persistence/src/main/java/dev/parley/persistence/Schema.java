package dev.parley.persistence;

import java.util.Arrays;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** The tables, by version: what there is, and what this Parley makes of it. */
final class Schema {
    private final Flyway flyway;
    private final Failures failures;

    Schema(DataSource source, Failures failures) {
        this.failures = failures;
        this.flyway = Flyway.configure()
                .loggers("slf4j")
                .dataSource(source)
                .locations("classpath:dev/parley/persistence/migration")
                // By default a schema newer than the program is let pass.
                .ignoreMigrationPatterns("*:pending")
                .load();
    }

    /** The version that is there; 0 for none. */
    int version() {
        try {
            var current = flyway.info().current();
            return current == null ? 0 : number(current);
        } catch (FlywayException e) {
            throw failures.of(e);
        }
    }

    /** The version that this Parley works with. */
    int newest() {
        return Arrays.stream(flyway.info().all())
                .filter(each -> !each.getState().isFailed())
                .filter(each -> each.getScript().endsWith(".sql") && each.getChecksum() != null)
                .mapToInt(Schema::number)
                .max()
                .orElse(0);
    }

    private static int number(MigrationInfo migration) {
        return Integer.parseInt(migration.getVersion().getVersion());
    }

    /** Refuses what a newer Parley wrote. */
    void validate() {
        try {
            flyway.validate();
        } catch (FlywayValidateException e) {
            throw failures.newer(e);
        } catch (FlywayException e) {
            throw failures.of(e);
        }
    }

    /** Whether something is to be done that changes what is there. */
    boolean isOlder() {
        return version() > 0 && flyway.info().pending().length > 0;
    }

    void migrate() {
        try {
            flyway.migrate();
        } catch (FlywayValidateException e) {
            throw failures.newer(e);
        } catch (FlywayException e) {
            throw failures.of(e);
        }
    }
}
