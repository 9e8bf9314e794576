package dev.parley.prompts.examples;

import java.util.ArrayList;
import java.util.List;

/**
 * The fenced blocks of a reply.
 *
 * @param blocks in their order
 * @param prose what stands outside of them
 */
record CodeBlocks(List<Block> blocks, String prose) {
    /**
     * One block.
     *
     * @param language its tag in lower case, or ""
     * @param code without the fences
     * @param closed whether its second fence is there
     */
    record Block(String language, String code, boolean closed) {}

    static CodeBlocks of(String reply) {
        var blocks = new ArrayList<Block>();
        var prose = new StringBuilder();
        StringBuilder code = null;
        var language = "";
        for (var line : reply.lines().toList()) {
            var fence = line.strip().startsWith("```");
            if (code == null && fence) {
                code = new StringBuilder();
                language = line.strip().substring(3).strip().toLowerCase(java.util.Locale.ROOT);
            } else if (code != null && fence) {
                blocks.add(new Block(language, code.toString(), true));
                code = null;
            } else {
                (code == null ? prose : code).append(line).append('\n');
            }
        }
        if (code != null) {
            blocks.add(new Block(language, code.toString(), false));
        }
        return new CodeBlocks(List.copyOf(blocks), prose.toString().strip());
    }

    /** What is wrong with the fences, as a sentence, or nothing. */
    String problem() {
        if (blocks.size() != 1) {
            return "It holds %d blocks of code; it should hold one.".formatted(blocks.size());
        }
        var block = blocks.getFirst();
        if (block.language().isEmpty()) {
            return "Its block of code does not name its language.";
        }
        return block.closed() ? "" : "Its block of code is not closed.";
    }
}
