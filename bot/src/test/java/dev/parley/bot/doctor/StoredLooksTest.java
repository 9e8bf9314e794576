package dev.parley.bot.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bot.cli.ExitCode;
import dev.parley.bot.config.Home;
import dev.parley.engine.fixture.TinyModel;
import dev.parley.engine.models.Downloads;
import dev.parley.engine.models.ModelCatalog;
import dev.parley.engine.models.ModelReference;
import dev.parley.engine.models.ModelStore;
import dev.parley.persistence.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored: the database and the model. */
final class StoredLooksTest {
    private static final String MODEL = "smollm2-135m-instruct";

    @TempDir
    Path folder;

    @Test
    void readsADatabaseThrough() {
        home().prepare();
        Database.open(home().database()).close();

        Findings.well(database(), "parley.mv.db: schema ", " rows read");
    }

    @Test
    void makesNoDatabase() {
        Findings.well(database(), "parley.mv.db is not there yet");

        assertThat(home().database()).doesNotExist();
    }

    @Test
    void saysWhatToDoWithADatabaseThatHasMistakes() throws SQLException {
        Path file = home().database();
        home().prepare();
        Database.open(file).close();
        try (var connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + file.toString().replace(".mv.db", ""), "sa", "");
                var statement = connection.createStatement()) {
            statement.execute("insert into conversation values (random_uuid(), 'discord', 's', 'c', '', null,"
                    + " random_uuid(), current_timestamp)");
        }

        Findings.wrong(
                database(), ExitCode.STORAGE, "window begins at a turn that is not there", "./parley db recover");
    }

    @Test
    void saysWhatToDoWithADamagedDatabase() throws IOException {
        Path file = home().database();
        Database.open(file).close();
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, (byte) 'x');
        Files.write(file, bytes);

        Findings.wrong(database(), ExitCode.STORAGE, "is damaged", "backup");
    }

    @Test
    void leavesADatabaseAloneThatIsInUse() {
        var look = new DatabaseLook(home().database(), new Household.Busy("process 7 already runs Parley"));

        Findings.well(look.look(), "in use: process 7");
    }

    @Test
    void saysHowAModelIsFetched() throws InterruptedException {
        Findings.wrong(
                model(ModelCatalog.shipped().resolve(MODEL)),
                ExitCode.MODEL,
                MODEL + " is not there yet",
                "./parley model pull " + MODEL);
    }

    @Test
    void saysWhatToDoWithAModelOfOtherBytes() throws InterruptedException {
        TinyModel.standard().writeTo(folder.resolve(MODEL + ".gguf"));

        Findings.wrong(
                model(ModelCatalog.shipped().resolve(MODEL)),
                ExitCode.MODEL,
                "is not the file that it should be",
                "Remove it and run parley model pull " + MODEL);
    }

    @Test
    void readsAModelOfOnesOwn() throws InterruptedException {
        Path file = TinyModel.standard().writeTo(folder.resolve("mine.gguf"));

        Findings.well(model(new ModelReference.File(file)), "mine.gguf", "sha256");
    }

    private List<Finding> database() {
        Home home = home();
        try (Household household = Household.of(home)) {
            return new DatabaseLook(home.database(), household).look();
        }
    }

    private Home home() {
        return Home.of(Map.of("PARLEY_HOME", folder.resolve("home").toString()), folder);
    }

    private List<Finding> model(ModelReference model) throws InterruptedException {
        return new ModelLook(new ModelStore(folder, Downloads.from(Map.of())), () -> model).look();
    }
}
