package dev.parley.bot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The layers, as the design draws them. */
@AnalyzeClasses(
        packages = "dev.parley",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoFixtures.class})
class ArchitectureTest {
    private static final int LONGEST_CLASS = 400;

    static final class NoFixtures implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule persistenceSeesNoOtherModule = noClasses()
            .that()
            .resideInAPackage("dev.parley.persistence..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.parley.engine..", "dev.parley.prompts..", "dev.parley.bot..");

    @ArchTest
    static final ArchRule engineSeesNoOtherModule = noClasses()
            .that()
            .resideInAPackage("dev.parley.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.parley.persistence..", "dev.parley.prompts..", "dev.parley.bot..");

    @ArchTest
    static final ArchRule promptsSeesNoOtherModule = noClasses()
            .that()
            .resideInAPackage("dev.parley.prompts..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.parley.persistence..", "dev.parley.engine..", "dev.parley.bot..");

    @ArchTest
    static final ArchRule theBotIsAClientOfTheEngineAndKnowsNothingInsideIt = noClasses()
            .that()
            .resideInAPackage("dev.parley.bot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.parley.engine.llama..", "dev.parley.engine.core..", "dev.parley.engine.server..");

    @ArchTest
    static final ArchRule theEnginesClientSideKnowsNothingInsideIt = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.parley.engine.client..", "dev.parley.engine.supervisor..", "dev.parley.engine.models..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.parley.engine.llama..", "dev.parley.engine.core..", "dev.parley.engine.server..");

    @ArchTest
    static final ArchRule onlyTheBindingCallsNativeCode = noClasses()
            .that()
            .resideOutsideOfPackage("dev.parley.engine.llama..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.foreign.Linker")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.foreign.SymbolLookup");

    /** A mapped file and a saved state are memory, too, but no calls. */
    @ArchTest
    static final ArchRule nativeMemoryStaysInTheEngine = noClasses()
            .that()
            .resideOutsideOfPackages("dev.parley.engine.llama..", "dev.parley.engine.core..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..");

    @ArchTest
    static final ArchRule onlyPersistenceKnowsSql = noClasses()
            .that()
            .resideOutsideOfPackage("dev.parley.persistence..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..", "javax.sql..", "org.jdbi..", "org.flywaydb..", "org.h2..", "com.zaxxer..");

    @ArchTest
    static final ArchRule onlyTheEnginesClientKnowsItsWireFormat = noClasses()
            .that()
            .resideInAPackage("dev.parley.bot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.langchain4j.model.openai..", "dev.langchain4j.http..");

    @ArchTest
    static final ArchRule whatPlatformsShareKnowsNoPlatform = noClasses()
            .that()
            .resideInAnyPackage("dev.parley.bot.responder..", "dev.parley.bot.command..", "dev.parley.bot.words..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.parley.bot.terminal..", "dev.parley.bot.cli..", "org.jline..", "picocli..");

    @ArchTest
    static final ArchRule theResponderDoesNotKnowTheCommands = noClasses()
            .that()
            .resideInAPackage("dev.parley.bot.responder..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.parley.bot.command..");

    @ArchTest
    static final ArchRule onlyTheRootWiresTheParts = classes()
            .that()
            .resideInAPackage("dev.parley.bot")
            .should()
            .onlyHaveDependentClassesThat()
            .resideInAPackage("dev.parley.bot");

    @ArchTest
    static final ArchRule nothingStaticChanges =
            fields().that().areStatic().should().haveModifier(JavaModifier.FINAL);

    @ParameterizedTest
    @ValueSource(strings = {"persistence", "engine", "prompts", "bot"})
    void noClassIsLongerThanAPersonReads(String module) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readAllLines(file))
                            .as("lines of %s", file)
                            .hasSizeLessThanOrEqualTo(LONGEST_CLASS));
        }
    }
}
