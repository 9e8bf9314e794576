package dev.parley.prompts.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.prompts.examples.SandboxResult.Reached;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonSandboxTest {
    private static PythonSandbox sandbox;

    @TempDir
    private Path folder;

    @BeforeAll
    static void find() throws InterruptedException {
        sandbox = PythonSandbox.find(System.getenv());
        assumeTrue(sandbox.impossible().isEmpty(), sandbox.impossible());
    }

    @Test
    void passesWhatIsRight() throws Exception {
        assertThat(sandbox.run("def add(a, b):\n    return a + b\n", "assert add(2, 3) == 5"))
                .isEqualTo(new SandboxResult(Reached.END, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "import re, json, math, itertools, functools, collections, dataclasses, datetime, typing, random, heapq",
                "import asyncio\nasync def f(): return 1\nasyncio.run(f())",
                "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()",
                "from dataclasses import dataclass\n@dataclass\nclass A:\n    b: 'int' = 1\nA()",
                "import zoneinfo, string, decimal, fractions, statistics, csv, io, textwrap, unicodedata, enum",
                "print('x' * 1000)",
                "if __name__ == '__main__':\n    print('hello')",
            })
    void leavesOrdinaryCodeAlone(String code) throws Exception {
        assertThat(sandbox.run(code, "assert True").reason()).isEmpty();
    }

    @Test
    void saysWhichAssertFails() throws Exception {
        assertThat(sandbox.run("def one():\n    return 2\n", "assert True\nassert one() == 1, 'one'"))
                .isEqualTo(new SandboxResult(Reached.TEST, "AssertionError: one (line 2 of the test)"));
    }

    @Test
    void saysWhatDoesNotParse() throws Exception {
        var result = sandbox.run("x = 1\ndef (:\n", "assert True");

        assertThat(result.parsed()).isFalse();
        assertThat(result.reason()).startsWith("SyntaxError: ").endsWith("(line 2 of the code)");
    }

    @Test
    void aTestThatDoesNotParseIsNotTheCodesFault() throws Exception {
        var result = sandbox.run("x = 1\n", "assert (");

        assertThat(result.parsed()).isTrue();
        assertThat(result.reason()).endsWith("(line 1 of the test)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            import os; os.fork()                              | os.fork is not allowed
            import os; os.system('id')                        | os.system is not allowed
            import os; os.kill(-1, 9)                         | os.kill is not allowed
            import subprocess; subprocess.run(['id'])         | subprocess.Popen is not allowed
            import ctypes; ctypes.CDLL(None)                  | ctypes.dlopen is not allowed
            import socket; socket.create_connection(('127.0.0.1', 9), 1) | socket.getaddrinfo is not allowed
            import socket; socket.socket().connect(('127.0.0.1', 9))     | socket.connect is not allowed
            import socket; socket.socket(socket.AF_UNIX).connect('/tmp') | socket.connect is not allowed
            from urllib.request import urlopen; urlopen('http://192.0.2.1') | socket.getaddrinfo is not allowed
            open('written', 'w')                              | files are not allowed
            import os; os.open('written', os.O_CREAT)         | files are not allowed
            import os; os.remove('/tmp/nothing')              | os.remove is not allowed
            import shutil; shutil.rmtree('/tmp/nothing')      | shutil.rmtree is not allowed
            import sqlite3; sqlite3.connect('written')        | sqlite3.connect is not allowed
            open('/etc/passwd')                               | files are not allowed
            open('/proc/1/environ', 'rb')                     | files are not allowed
            import os; os.listdir('/')                        | files are not allowed
            x = bytearray(4 << 30)                            | MemoryError
            while True: pass                                  | too much processor time
            10 ** 10 ** 8                                     | too much processor time
            import sys; sys.setrecursionlimit(10 ** 9); f = lambda: f(); f() | crashes Python
            while True: print('x' * 1000)                     | prints more than 64 kB
            input()                                           | EOFError
            import sys; sys.stdout.close()                    | It ends before its test does
            import os; os.close(1)                            | It ends before its test does
            import os; os._exit(0)                            | It ends before its test does
            import sys; sys.exit(0)                           | SystemExit
            raise SystemExit                                  | SystemExit
            """)
    void refusesWhatAnAnswerHasNoBusinessWith(String code, String why) throws Exception {
        assertThat(sandbox.run(code, "assert True"))
                .returns(false, SandboxResult::passed)
                .extracting(SandboxResult::reason, InstanceOfAssertFactories.STRING)
                .contains(why);
    }

    @Test
    void aForkBombForksNothing() throws Exception {
        var bomb = """
                import os
                while True:
                    try:
                        os.fork()
                    except OSError:
                        pass
                """;

        assertThat(sandbox.run(bomb, "assert True").reason()).contains("too much processor time");
    }

    @Test
    void showsNoEnvironment() throws Exception {
        assertThat(sandbox.run("import os", "assert 'PATH' not in os.environ and 'HOME' not in os.environ")
                        .passed())
                .isTrue();
    }

    @Test
    void waitsForNobodyWhoSleepsAndLeavesNothingBehind() throws Exception {
        var before = leftovers();

        assertThat(sandbox.within(Duration.ofSeconds(1)).run("import time\ntime.sleep(600)", "assert True"))
                .isEqualTo(new SandboxResult(Reached.CODE, "It takes more than 1 seconds."));

        assertThat(leftovers()).isEqualTo(before);
    }

    private static long leftovers() throws Exception {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("parley-sandbox"))
                    .count();
        }
    }

    @Test
    void saysSoWherePythonIsMissing() throws Exception {
        var none = PythonSandbox.find(Map.of("PATH", folder.toString()));

        assertThat(none.impossible())
                .isEqualTo("Code cannot be run apart from everything else on this machine: there is no python3.");
        assertThatIllegalStateException().isThrownBy(() -> none.run("", "")).withMessage(none.impossible());
    }

    @Test
    void saysSoWhereTheKernelDoesNotPermitIt() throws Exception {
        var unshare = folder.resolve("unshare");
        Files.writeString(unshare, "#!/bin/sh\necho 'unshare: unshare failed: Operation not permitted' >&2\nexit 1\n");
        assertThat(unshare.toFile().setExecutable(true)).isTrue();

        var none = PythonSandbox.find(Map.of("PATH", folder + ":" + System.getenv("PATH")));

        assertThat(none.impossible()).contains("Operation not permitted");
    }
}
