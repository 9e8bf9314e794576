package dev.parley.bot.platform.slack;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.commonmark.ext.gfm.strikethrough.Strikethrough;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;

/** Markdown in Slack's own older markup, for where nothing else is taken. Nothing in it is live. */
final class Mrkdwn {
    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create(), StrikethroughExtension.create()))
            .build();
    private static final String FENCE = "```";
    /** Keeps three marks in code from ending it. */
    private static final String SEPARATE_MARKS = "`\u200b`\u200b`";

    private Mrkdwn() {}

    /** The markup that shows this Markdown. */
    static String of(String markdown) {
        return blocks(PARSER.parse(markdown));
    }

    private static String blocks(Node parent) {
        List<String> blocks = new ArrayList<>();
        for (Node each = parent.getFirstChild(); each != null; each = each.getNext()) {
            String block = block(each);
            if (!block.isEmpty()) {
                blocks.add(block);
            }
        }
        return String.join("\n\n", blocks);
    }

    private static String block(Node block) {
        return switch (block) {
            case Heading heading -> "*" + inline(heading).replace("*", "") + "*";
            case Paragraph paragraph -> inline(paragraph);
            case BlockQuote quote ->
                blocks(quote).lines().map(line -> "> " + line).collect(Collectors.joining("\n"));
            case BulletList list -> list(list, -1);
            case OrderedList list -> list(list, list.getMarkerStartNumber() == null ? 1 : list.getMarkerStartNumber());
            case FencedCodeBlock code -> code(code.getLiteral());
            case IndentedCodeBlock code -> code(code.getLiteral());
            case HtmlBlock html -> Harmless.mrkdwn(html.getLiteral().strip());
            case ThematicBreak _ -> "———";
            case TableBlock table -> code(table(table));
            default -> blocks(block);
        };
    }

    private static String code(String literal) {
        return FENCE + "\n" + Harmless.mrkdwn(literal.stripTrailing().replace(FENCE, SEPARATE_MARKS)) + "\n" + FENCE;
    }

    private static String list(Node list, int start) {
        List<String> items = new ArrayList<>();
        int number = start;
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            String mark = start < 0 ? "• " : number++ + ". ";
            List<String> parts = new ArrayList<>();
            for (Node each = item.getFirstChild(); each != null; each = each.getNext()) {
                parts.add(block(each));
            }
            items.add(mark + String.join("\n", parts).replace("\n", "\n    "));
        }
        return String.join("\n", items);
    }

    private static String table(TableBlock table) {
        List<List<String>> rows = new ArrayList<>();
        table.accept(new AbstractVisitor() {
            @Override
            public void visit(CustomNode node) {
                if (node instanceof TableRow) {
                    rows.add(new ArrayList<>());
                }
                if (node instanceof TableCell) {
                    rows.getLast().add(plain(node));
                }
                visitChildren(node);
            }
        });
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return rows.stream().map(row -> row(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String row(List<String> cells, int[] widths) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            row.append(i == 0 ? "" : "  ").append(cell).repeat(" ", widths[i] - width(cell));
        }
        return row.toString().stripTrailing();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static String inline(Node parent) {
        StringBuilder line = new StringBuilder();
        for (Node each = parent.getFirstChild(); each != null; each = each.getNext()) {
            line.append(span(each));
        }
        return line.toString();
    }

    private static String span(Node node) {
        return switch (node) {
            case Text text -> Harmless.mrkdwn(text.getLiteral());
            case Code code -> "`" + Harmless.mrkdwn(code.getLiteral().replace('`', '\'')) + "`";
            case Emphasis emphasis -> "_" + inline(emphasis) + "_";
            case StrongEmphasis strong -> "*" + inline(strong) + "*";
            case Strikethrough struck -> "~" + inline(struck) + "~";
            case Link link -> link(inline(link), link.getDestination());
            case Image image -> link(inline(image), image.getDestination());
            case HtmlInline html -> Harmless.mrkdwn(html.getLiteral());
            case SoftLineBreak _, HardLineBreak _ -> "\n";
            default -> inline(node);
        };
    }

    /** Where a link goes is always to be seen. */
    private static String link(String label, String destination) {
        String address = Harmless.mrkdwn(destination);
        return label.isEmpty() || label.equals(address) ? address : label + " (" + address + ")";
    }

    private static String plain(Node parent) {
        StringBuilder words = new StringBuilder();
        parent.accept(new AbstractVisitor() {
            @Override
            public void visit(Text text) {
                words.append(text.getLiteral());
            }

            @Override
            public void visit(Code code) {
                words.append(code.getLiteral());
            }

            @Override
            public void visit(HtmlInline html) {
                words.append(html.getLiteral());
            }

            @Override
            public void visit(CustomBlock block) {
                visitChildren(block);
            }
        });
        return words.toString();
    }
}
