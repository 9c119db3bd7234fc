import { texts, usesX, type ConfText } from './conf-text.ts';

/** Variables, the environment and included files. */
export const references: readonly ConfText[] = [
  ...texts({
    'a variable': 'x: 4222\nport: $x\n',
    'a variable that has a map': 'x { name: a }\ncluster: $x\n',
    'a variable that has an array': 'x [ a, b ]\nserver_tags: $x\n',
    'a variable in an array': 'x: a\nserver_tags: [ $x, b ]\n',
    'a variable before a bracket': 'x: a\nserver_tags: [$x]\n',
    'a variable defined around the map': 'x: a\ncluster { name: $x }\n',
    'a variable defined around an array':
      'x: nats://a:1\ncluster { listen: "127.0.0.1:6222", routes: [ $x ] }\n',
    'a variable defined in the map': 'cluster { x: a, name: $x }\n',
    'a variable defined in another map': 'cluster { x: a, name: $x }\nserver_name: $x\n',
    'a variable defined below': 'port: $x\nx: 4222\n',
    'a variable defined nowhere': 'debug: true\nport: $nowhere\n',
    'a variable defined nowhere, in a map over lines':
      'cluster {\n  name: a\n  port: $nowhere\n}\n',
    'a variable of another case': 'x: 4222\nport: $X\n',
    'a variable of itself': 'port: $port\n',
    'a variable of a variable': 'x: 4222\ny: $x\nport: $y\n',
    'a variable redefined': 'x: a\nx: 4222\nport: $x\n',
    'a variable in quotes is none': 'server_name: "$x"\n',
    'a variable with an apostrophe is none': "server_name: $x'\n",
    'a variable within a word is none': 'server_name: a$x\n',
    'a dollar alone': 'server_name: $\n',
    'a dollar alone in double quotes': 'server_name: "$"\n',
    'a known option as a variable': 'port: 4222\nhttp_port: $port\n',
    'a variable never used': 'port: 4222\ncluster { name: a }\nmax_payload: 1MB\n',
  }),
  {
    name: 'a number from the environment',
    text: 'port: $NATS_PORT\n',
    env: { NATS_PORT: '4222' },
  },
  {
    name: 'an array from the environment',
    text: `x: $TAGS\n${usesX}`,
    env: { TAGS: '[a, b]' },
  },
  { name: 'nothing from the environment', text: 'server_name: $EMPTY\n', env: { EMPTY: '' } },
  {
    name: 'text in quotes from the environment',
    text: `x: $NAME\n${usesX}`,
    env: { NAME: '"a b"' },
  },
  { name: 'two words from the environment', text: 'server_name: $NAME\n', env: { NAME: 'a b' } },
  {
    name: 'several lines from the environment',
    text: 'server_name: $NAME\n',
    env: { NAME: 'a\nb c' },
  },
  {
    name: 'a comment behind a value from the environment',
    text: 'port: $NATS_PORT\n',
    env: { NATS_PORT: '4222 # the usual' },
  },
  {
    name: 'a key before the environment',
    text: 'x: 4222\nport: $x\n',
    env: { x: 'no number' },
  },
  {
    name: 'the environment refers to the environment',
    text: 'port: $ONE\n',
    env: { ONE: '$TWO', TWO: '4222' },
  },
  {
    name: 'the environment does not see keys',
    text: 'x: 4222\nport: $ONE\n',
    env: { ONE: '$x' },
  },
  {
    name: 'an unit too large from the environment',
    text: 'debug: true\nport: $ONE\n',
    env: { ONE: '99999999999999999999' },
  },
  {
    name: 'an included file',
    text: 'include other.conf\n',
    files: { 'other.conf': 'port: 4222\n' },
  },
  {
    name: 'an included file, dot and quotes',
    text: 'include "./other.conf"\ninclude \'./other.conf\'\n',
    files: { 'other.conf': 'port: 4222\n' },
  },
  {
    name: 'an included file, capitals',
    text: 'INCLUDE other.conf\n',
    files: { 'other.conf': 'port: 4222\n' },
  },
  {
    name: 'an included file in a map',
    text: 'cluster { include ./other.conf }\n',
    files: { 'other.conf': 'name: a\n' },
  },
  {
    name: 'an included file in a map over lines',
    text: 'cluster {\n  include other.conf\n  no_advertise: true\n}\n',
    files: { 'other.conf': 'name: a\n' },
  },
  {
    name: 'an included file in a folder, which includes beside itself',
    text: 'include a/one.conf\n',
    files: {
      'a/one.conf': 'include two.conf\n',
      'a/two.conf': 'include ../three.conf\n',
      'three.conf': 'port: 4222\n',
    },
  },
  { name: 'an included file that is not there', text: 'port: 4222\ninclude other.conf\n' },
  { name: 'an included file that is a folder', text: 'port: 4222\ninclude ./\n' },
  {
    name: 'an error in an included file',
    text: '# a\ninclude other.conf\n',
    files: { 'other.conf': '\n\n\nport: 1 2\n' },
  },
  {
    name: 'variables of an included file',
    text: 'include other.conf\nport: $x\n',
    files: { 'other.conf': 'x: 4222\n' },
  },
  {
    name: 'variables in an included file are not ours',
    text: 'x: 4222\ninclude other.conf\n',
    files: { 'other.conf': 'port: $x\n' },
  },
  {
    name: 'an included file overrides what is above',
    text: `x: a\ninclude other.conf\nport: $x\n`,
    files: { 'other.conf': 'x: 4222\n' },
  },
  {
    name: 'an included JSON file',
    text: 'include other.json\n',
    files: { 'other.json': '{ "port": 4222, "debug": true }\n' },
  },
  {
    name: 'an absolute path is a relative one',
    text: 'include /other.conf\n',
    files: { 'other.conf': 'port: 4222\n' },
  },
  {
    name: 'include and a comma',
    text: 'include other.conf, debug: true\n',
    files: { 'other.conf': 'port: 4222\n' },
  },
  {
    name: 'include and a semicolon',
    text: 'include other.conf; debug: true\n',
    files: { 'other.conf': 'port: 4222\n' },
  },
  {
    name: 'include as a key of JSON',
    text: '{ "port": 4222, "include": "./one.conf", "debug": true, "include": "./two.conf" }\n',
    files: { 'one.conf': 'server_name: a\n', 'two.conf': 'trace: false\n' },
  },
  {
    name: 'include as a key',
    text: 'include: other.conf\n',
    files: { 'other.conf': 'port: 4222\n' },
  },
  {
    name: 'include with an equals sign',
    text: 'include = other.conf\n',
    files: { 'other.conf': 'port: 4222\n' },
  },
  {
    name: 'include as a key of a map',
    text: `x { "include": a, include: b }\n${usesX}`,
  },
  ...texts({
    'include and nothing': 'include \n',
    'include and nothing, at the end': 'port: 4222\ninclude',
    'include and a number': 'include 4222\n',
    'include and a map': 'include { port: 4222 }\n',
    'include and an array': 'include [ a ]\n',
    'include and quotes never closed': 'port: 4222\ninclude "a\n\n',
    'include in an array is a word': `x [ include ]\n${usesX}`,
  }),
];
