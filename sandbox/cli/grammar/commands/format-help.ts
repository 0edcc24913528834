// The long texts with which the 28 client explains `--format`.

const OBJECT_LINES = [
  "'json':             Print in JSON format",
  "'TEMPLATE':         Print output using the given Go template.",
  'Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates',
]

const TITLE = 'Format output using a custom template:'

/** For commands that print one object. */
export const FORMAT_OF_OBJECTS = [TITLE, ...OBJECT_LINES].join('\n')

/** For commands that print a table. */
export const FORMAT_OF_LISTS = [
  TITLE,
  "'table':            Print output in table format with column headers (default)",
  "'table TEMPLATE':   Print output in table format using the given Go template",
  ...OBJECT_LINES,
].join('\n')
